import type { OpenAPIV3 } from "openapi-types";
import { Agent, request } from "undici";
import { endpointFacts } from "../../components/api/tasks";
import { tokenCredential } from "../../components/policies/credentialPolicies";
import { createCertificate } from "../../emulator/certificate";
import { type EmulatedGateway, startGateway } from "../../emulator/gateway/server";
import { seeds } from "../../emulator/workspace/seeds";
import { type EmulatedWorkspace, startWorkspace } from "../../emulator/workspace/server";
import { callersDocument } from "../../transforms/publication/callers/callersDocument";
import { publication } from "../../transforms/publication/publication";
import { putApiPolicy } from "../components/policies/policyText";
import { ControlPlane } from "../emulator/gateway/controlPlane";

const subscriptionKey = { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" };

interface PublishedApi {
    readonly name: string;
    readonly key: string;
    /** For callers. */
    readonly document: OpenAPIV3.Document;
}

/** The sample endpoints behind the emulated gateway, with the program's documents and policies, and without its engine. */
export class PublishedApis {
    private constructor(
        readonly all: readonly PublishedApi[],
        /** The certificate of who signed the gateway's, as PEM. */
        readonly ca: string,
        private readonly gateway: EmulatedGateway,
        private readonly workspace: EmulatedWorkspace,
        private readonly client: Agent,
    ) {}

    static async start(): Promise<PublishedApis> {
        const tls = await createCertificate();
        const workspace = await startWorkspace();
        const plane = new ControlPlane();
        const gateway = await startGateway({ store: plane.store, serviceId: plane.serviceId, tls });
        plane.set("namedValues/pat", "namedValues", { displayName: "pat" }, { value: workspace.token });
        const call = { retry: false, timeout: 300, pooled: false } as const;
        const endpoint = { credential: tokenCredential("pat"), call };
        const all = seeds().map(({ endpoint: { name, ...more }, document: served }): PublishedApi => {
            const published = publication(JSON.parse(served), { name, ...more } as never).document;
            const serviceUrl = `${workspace.url}/serving-endpoints/${name}`;
            plane.api(name, { serviceUrl, subscriptionRequired: true }, []);
            plane.operations(name, published);
            const called = { ...endpoint, endpoint: name };
            const facts = endpointFacts("Developer", more.task ?? "", "", JSON.stringify(published));
            putApiPolicy(plane, name, { callers: { subscriptionKey }, endpoint: called }, facts);
            const key = `key-of-${name}`;
            plane.subscription(name, `/apis/${name}`, key);
            const place = { apiId: name, url: `${gateway.url}/${name}`, needs: { subscriptionKey } };
            return { name, key, document: callersDocument(published, place) };
        });
        return new PublishedApis(all, tls.ca, gateway, workspace, new Agent({ connect: { ca: tls.ca } }));
    }

    /** What a call without a client is answered. @throws Error where that is no 200 */
    async answer(url: string, key: string, body: unknown): Promise<unknown> {
        const { statusCode, body: answered } = await request(`${url}/invocations`, {
            method: "POST",
            dispatcher: this.client,
            headers: { "content-type": "application/json", [subscriptionKey.header]: key },
            body: JSON.stringify(body),
        });
        const text = await answered.text();
        if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}: ${text}`);
        return JSON.parse(text);
    }

    async stop(): Promise<void> {
        await this.client.destroy();
        await this.gateway.close();
        await this.workspace.close();
    }
}
