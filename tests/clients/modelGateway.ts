import { endpointFacts } from "../../components/api/tasks";
import { tokenCredential } from "../../components/policies/credentialPolicies";
import { createCertificate } from "../../emulator/certificate";
import { type EmulatedGateway, startGateway } from "../../emulator/gateway/server";
import { type EmulatedTenant, startTenant } from "../../emulator/identity/tenant";
import { seeds } from "../../emulator/workspace/seeds";
import { type EmulatedWorkspace, startWorkspace } from "../../emulator/workspace/server";
import { publication } from "../../transforms/publication/publication";
import { apiPolicy, type TestedApi } from "../components/policies/policyText";
import { ControlPlane } from "../emulator/gateway/controlPlane";

/** The sample endpoints of language models. */
export const models = { chat: "llama-chat", embeddings: "ada-embeddings" } as const;

const subscriptionKey = { header: "Ocp-Apim-Subscription-Key", query: "subscription-key", bearer: true } as const;
const audience = "api://models";

/**
 * Language models behind the emulated gateway, with the program's documents and policies, and without its engine. Each has
 * two APIs: `serving-endpoints/NAME` takes a key as a bearer token, `entra/NAME` a token of Microsoft Entra. A key can call
 * the API `limited` once a minute.
 */
export class ModelGateway {
    private constructor(
        /** The certificate of who signed the gateway's, as PEM. */
        readonly ca: string,
        /** A token of Microsoft Entra that the gateway accepts. */
        readonly token: string,
        private readonly plane: ControlPlane,
        private readonly gateway: EmulatedGateway,
        private readonly workspace: EmulatedWorkspace,
        private readonly tenant: EmulatedTenant,
    ) {}

    static async start(): Promise<ModelGateway> {
        const tls = await createCertificate();
        const workspace = await startWorkspace();
        // Messages of Databricks' provider for the Vercel AI SDK are lists of parts, which the sample's document does not have.
        const { document } = seeds().find((seed) => seed.endpoint.name === models.chat)!;
        const served = JSON.parse(document);
        const [item] = Object.values<any>(served.paths);
        const { messages } = item.post.requestBody.content["application/json"].schema.properties;
        delete messages.items.properties.content.type;
        workspace.setDocument(models.chat, served);
        const tenant = await startTenant();
        const plane = new ControlPlane();
        const { store, serviceId } = plane;
        const gateway = await startGateway({ store, serviceId, tls, authority: tenant.url });
        plane.set("namedValues/pat", "namedValues", { displayName: "pat" }, { value: workspace.token });
        const entra = { tenantId: tenant.tenantId, audiences: [audience], clientApplications: [], claims: {} };
        const byKey: TestedApi = { callers: { subscriptionKey } };
        for (const name of Object.values(models)) {
            publish(plane, workspace, name, `serving-endpoints/${name}`, byKey);
            publish(plane, workspace, name, `entra/${name}`, { callers: { entra } });
        }
        const calls = { count: 1, seconds: 60, per: "subscription" } as const;
        publish(plane, workspace, models.chat, "limited", { ...byKey, governance: { limits: { calls } } });
        const token = await tenant.issueToken({ audience, oid: "caller", appid: "portal" });
        return new ModelGateway(tls.ca, token, plane, gateway, workspace, tenant);
    }

    /** Where the gateway answers. */
    get url(): string {
        return this.gateway.url;
    }

    /** A key for every API. */
    key(owner: string): string {
        this.plane.subscription(owner, "/apis", `key-of-${owner}`);
        return `key-of-${owner}`;
    }

    /** What reached the workspace. */
    get received(): string {
        return JSON.stringify(this.workspace.requests);
    }

    async stop(): Promise<void> {
        await this.gateway.close();
        await this.workspace.close();
        await this.tenant.close();
    }
}

/** An API as the program declares it: its operations by their ids, and its policy. */
function publish(plane: ControlPlane, workspace: EmulatedWorkspace, name: string, path: string, api: TestedApi): void {
    const { endpoint, document: served } = seeds().find((seed) => seed.endpoint.name === name)!;
    const { document } = publication(JSON.parse(served), endpoint as never);
    const id = path.replace("/", "-");
    const serviceUrl = `${workspace.url}/serving-endpoints/${name}`;
    const names = { ...subscriptionKey, bearer: "enabled" };
    const key = api.callers.subscriptionKey && { subscriptionKeyParameterNames: names, subscriptionRequired: true };
    plane.api(id, { path, serviceUrl, ...key }, []);
    for (const [urlTemplate, item] of Object.entries(document.paths)) {
        for (const [method, operation] of Object.entries(item!)) {
            const { operationId } = operation as { operationId: string };
            const properties = { method: method.toUpperCase(), urlTemplate };
            plane.set(`apis/${id}/operations/${operationId}`, "apis/operations", properties);
        }
    }
    const call = { retry: false, timeout: 300, pooled: false } as const;
    const called = { endpoint: name, credential: tokenCredential("pat"), call };
    const facts = endpointFacts("Developer", endpoint.task ?? "", "", JSON.stringify(document));
    plane.policy(`apis/${id}`, apiPolicy({ ...api, endpoint: called }, facts));
}
