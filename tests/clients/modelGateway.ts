import { fittingPolicy } from "../../components/api/sharedApi";
import { errorsOf, type SharedKind, sharedKinds } from "../../components/api/sharedKinds";
import { endpointFacts } from "../../components/api/tasks";
import { tokenCredential } from "../../components/policies/credentialPolicies";
import type { SharedModel } from "../../components/policies/sharedPolicies";
import { createCertificate } from "../../emulator/certificate";
import { type EmulatedGateway, startGateway } from "../../emulator/gateway/server";
import { type EmulatedTenant, startTenant } from "../../emulator/identity/tenant";
import { seeds } from "../../emulator/workspace/seeds";
import { type EmulatedWorkspace, startWorkspace } from "../../emulator/workspace/server";
import type { CallersSettings } from "../../settings/callers";
import { publication } from "../../transforms/publication/publication";
import { contributionsOf, putApiPolicy, type TestedApi } from "../components/policies/policyText";
import { ControlPlane } from "../emulator/gateway/controlPlane";

/** The sample endpoints of language models. */
export const models = { chat: "llama-chat", embeddings: "ada-embeddings" } as const;

/** The name under which callers can chat once in ten seconds. */
export const limited = "limited";

const subscriptionKey = { header: "Ocp-Apim-Subscription-Key", query: "subscription-key", bearer: true } as const;
const audience = "api://models";
const tier = "Developer";

/** How models are published: each in two APIs of its own, or all in APIs that they share. */
export type Publishing = "apart" | "together";

/**
 * Language models behind the emulated gateway, with the program's documents and policies, and without its engine.
 *
 * `apart`, each has the API `serving-endpoints/NAME`, which takes a key as a bearer token, and `entra/NAME`, which takes a
 * token of Microsoft Entra. `together`, they are in the API `v1` for OpenAI's clients and at Databricks' own paths, which
 * take a key, and in the API `entra`, which takes a token.
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

    static async start(publishing: Publishing): Promise<ModelGateway> {
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
        const ofKey = { subscriptionKey };
        const ofToken = { entra };
        if (publishing === "apart") {
            for (const model of published) {
                publish(plane, workspace, model, `serving-endpoints/${model.name}`, ofKey);
                publish(plane, workspace, model, `entra/${model.name}`, ofToken);
            }
        } else {
            // LiteLLM lists the models of no other path.
            publishShared(plane, workspace, sharedKinds.openai, "v1", ofKey);
            publishShared(plane, workspace, sharedKinds.openai, "entra", ofToken);
            publishShared(plane, workspace, sharedKinds.databricks, "", ofKey);
        }
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

interface Published {
    readonly name: string;
    /** Name of the serving endpoint. */
    readonly endpoint: string;
    readonly governance?: TestedApi["governance"];
}

/** Databricks' clients wait for its end, however short they are told to repeat. */
const calls = { count: 1, seconds: 10, per: "subscription" } as const;
const published: readonly Published[] = [
    { name: models.chat, endpoint: models.chat },
    { name: models.embeddings, endpoint: models.embeddings },
    { name: limited, endpoint: models.chat, governance: { limits: { calls } } },
];

/** An API as the program declares it: its operations by their ids, and its policy. */
function publish(
    plane: ControlPlane,
    workspace: EmulatedWorkspace,
    model: Published,
    path: string,
    callers: CallersSettings,
): void {
    const { document, facts, serviceUrl, api } = detailsOf(model, workspace, callers);
    const id = path.replace("/", "-");
    declare(plane, id, { path, serviceUrl }, callers, document);
    putApiPolicy(plane, id, api, facts);
}

/** An API that all models are in. */
function publishShared(
    plane: ControlPlane,
    workspace: EmulatedWorkspace,
    kind: SharedKind,
    path: string,
    callers: CallersSettings,
): void {
    const id = `shared-${path}`;
    const all = published.map((model): SharedModel => {
        const { name } = model;
        const { facts, serviceUrl, api } = detailsOf(model, workspace, callers);
        const contributions = contributionsOf({ ...api, isShared: true });
        const shared = { names: [name], apiName: name, products: [], serviceUrl, contributions };
        return { ...shared, facts: { ...facts, openAiErrors: errorsOf(kind, tier) } };
    });
    declare(plane, id, { path, serviceUrl: "https://models.invalid" }, callers, JSON.parse(kind.document));
    plane.policy(`apis/${id}`, fittingPolicy(kind, all, callers, tier));
}

function detailsOf({ endpoint: name, governance }: Published, workspace: EmulatedWorkspace, callers: CallersSettings) {
    const { endpoint, document: served } = seeds().find((seed) => seed.endpoint.name === name)!;
    const { document } = publication(JSON.parse(served), endpoint as never);
    const call = { retry: false, timeout: 300, pooled: false } as const;
    const api: TestedApi = {
        callers,
        governance,
        endpoint: { endpoint: name, credential: tokenCredential("pat"), call },
    };
    const facts = endpointFacts(tier, endpoint.task ?? "", "", JSON.stringify(document));
    return { document, facts, api, serviceUrl: `${workspace.url}/serving-endpoints/${name}` };
}

function declare(
    plane: ControlPlane,
    id: string,
    properties: { readonly path: string; readonly serviceUrl: string },
    callers: CallersSettings,
    document: { readonly paths: object },
): void {
    const names = { ...subscriptionKey, bearer: "enabled" };
    const key = callers.subscriptionKey && { subscriptionKeyParameterNames: names, subscriptionRequired: true };
    plane.api(id, { ...properties, ...key }, []);
    plane.operations(id, document);
}
