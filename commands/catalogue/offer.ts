import type { OpenAPIV3 } from "openapi-types";
import { type Kind, sourceOf } from "../../databricks/sources/sources";
import { canonicalJson } from "../../transforms/canonical";
import { callersDocument } from "../../transforms/publication/callers/callersDocument";
import type { CallersNeeds } from "../../transforms/publication/callers/callersFacts";
import { publishedChanges } from "../../transforms/publication/publishedChanges";
import type { ContractChange } from "../../transforms/contract/contractChange";
import { type PublishedStack, publishedStack, type StackApi, withoutNeeds } from "../publishedStack";
import { nameOf, StackState, type StateResource } from "../stackState";

/** What a stack offers to callers, as its state says. */
export interface Offer {
    readonly stack: string;
    readonly apis: readonly OfferedApi[];
    readonly shared: readonly OfferedShared[];
    readonly servers: readonly OfferedServer[];
    readonly products: readonly OfferedProduct[];
    /** When the state was written, as a date. */
    readonly on: string | undefined;
}

/** An API of one model. */
export interface OfferedApi {
    /** Its name in the stack's outputs. */
    readonly name: string;
    /** What the developer portal calls it. */
    readonly title: string;
    /** Name of the model behind it. */
    readonly model: string;
    /** Kind of the model, in words. @example "model service" */
    readonly kind: string;
    /** Its identifier in the service. */
    readonly apiId: string;
    readonly url: string;
    readonly needs: CallersNeeds;
    /** What callers need, in words. */
    readonly neededToCall: string;
    readonly description: string;
    /** Task, served models, owner and tags, a line each. */
    readonly metadata: readonly string[];
    /** What is published. */
    readonly published: OpenAPIV3.Document;
    /** The same as JSON. */
    readonly contract: string;
    /** The document for callers. */
    readonly document: OpenAPIV3.Document;
    /** When the engine last changed it, as a date. */
    readonly changedOn: string | undefined;
    /** Names of products. */
    readonly products: readonly string[];
    /** The next revision, and what it changes for callers. */
    readonly candidate: { readonly url: string; readonly changes: readonly ContractChange[] } | undefined;
}

/** An API in which callers reach several models. */
export interface OfferedShared {
    readonly kind: "openai" | "databricks";
    readonly url: string;
    readonly models: readonly string[];
    readonly needs: CallersNeeds;
    readonly neededToCall: string;
}

/** An MCP server. */
export interface OfferedServer {
    readonly name: string;
    /** What the developer portal calls it. */
    readonly title: string;
    readonly url: string;
    readonly description: string;
    readonly tools: readonly { readonly name: string; readonly description: string; readonly apiId: string }[];
    readonly products: readonly string[];
    readonly needs: CallersNeeds;
}

/** What callers subscribe to. */
export interface OfferedProduct {
    readonly name: string;
    readonly displayName: string;
    readonly description: string;
    readonly terms: string;
    /** Whether an administrator approves subscriptions; undefined where the product is another stack's. */
    readonly approval: boolean | undefined;
    /** Whether the developer portal shows it; undefined where the product is another stack's. */
    readonly isPublished: boolean | undefined;
    /** Names of the groups that see it beside administrators. */
    readonly groups: readonly string[];
    /** Names of APIs and MCP servers. */
    readonly members: readonly string[];
}

/**
 * Reads what a stack offers.
 *
 * @param text what `pulumi stack export` wrote
 * @throws NotPublishedError the stack has published nothing, or was deployed by a version that did not write down what callers need
 */
export function offerOf(text: string, stack: string): Offer {
    const state = new StackState(text);
    const published = publishedStack(text, stack);
    const apis = published.apis.map((api) => apiOf(api, stack, published, state)).sort(byName);
    // Settings of callers are the stack's; versions are an API's own.
    const { version: _, ...needs } = apis[0]!.needs;
    const urls = (state.outputs.mcpServers ?? {}) as Readonly<Record<string, string>>;
    const servers = Object.entries(urls).map(([name, url]) => serverOf(name, url, needs, published, state));
    return {
        stack,
        apis,
        shared: (["openai", "databricks"] as const).flatMap((kind) => sharedOf(kind, needs, state) ?? []),
        servers: servers.sort(byName),
        products: productsOf([...apis, ...servers], state).sort(byName),
        on: dateOf(state.time),
    };
}

type Named = { readonly name: string };
const byName = (one: Named, other: Named) => (one.name < other.name ? -1 : 1);

function apiOf(api: StackApi, stack: string, published: PublishedStack, state: StackState): OfferedApi {
    const { key, endpoint, apiId, url, needs, document, candidate } = api;
    if (needs === undefined) throw withoutNeeds(stack);
    const spec = state.named("EndpointSpec", `${key}-spec`)!;
    const { displayName, description } = state.named("Api", `${key}-api`)?.inputs ?? {};
    const metadata = textIn(spec.outputs?.metadata);
    const contract = canonicalJson(document);
    const own = (state.outputs.endpoints as Readonly<Record<string, { neededToCall?: unknown }>>)[key]!;
    const usual = state.outputs.endpointDefaults as { neededToCall?: unknown } | undefined;
    return {
        name: key,
        title: textIn(displayName) || key,
        model: endpoint,
        kind: sourceOf(spec.inputs?.kind as Kind | undefined).noun,
        apiId,
        url,
        needs,
        neededToCall: textIn(own.neededToCall ?? usual?.neededToCall),
        // The API's own description goes on with the metadata, which is told apart here.
        description: textIn(description).replace(metadata, "").trim() || textIn(spec.outputs?.description),
        metadata: metadata.split("\n").filter((line) => line !== ""),
        published: document,
        contract,
        document: callersDocument(document, { apiId, url, needs }),
        changedOn: dateOf(spec.modified ?? spec.created),
        products: published.productsOf(key).sort(),
        candidate: candidate && {
            url: candidate.url,
            changes: publishedChanges(contract, canonicalJson(candidate.document)),
        },
    };
}

function sharedOf(
    kind: OfferedShared["kind"],
    needs: CallersNeeds,
    { outputs }: StackState,
): OfferedShared | undefined {
    const output = outputs[kind] as { url: string; models: readonly string[]; neededToCall?: unknown } | undefined;
    if (output === undefined) return undefined;
    const { url, models, neededToCall } = output;
    return { kind, url, models: [...models].sort(), needs, neededToCall: textIn(neededToCall) };
}

function serverOf(
    name: string,
    url: string,
    needs: CallersNeeds,
    published: PublishedStack,
    state: StackState,
): OfferedServer {
    const { displayName, description, tools = [] } = state.named("McpServer", name)?.inputs ?? {};
    return {
        name,
        title: textIn(displayName) || name,
        url,
        description: textIn(description),
        tools: (tools as readonly Readonly<Record<string, unknown>>[]).map((tool) => ({
            name: textIn(tool.name),
            description: textIn(tool.description),
            apiId: textIn(tool.operationId).split("/")[2] ?? "",
        })),
        products: published.productsOf(name).sort(),
        needs,
    };
}

type Member = Named & { readonly products: readonly string[] };

function productsOf(members: readonly Member[], state: StackState): OfferedProduct[] {
    const own = state.ofType("Product").map((product) => nameOf(product).replace(/^product-/, ""));
    const names = new Set([...own, ...members.flatMap(({ products }) => products)]);
    return [...names].map((name) => {
        const { inputs } = state.named("Product", `product-${name}`) ?? {};
        const links = state.ofType("ProductGroupLink").map((link) => nameOf(link).split(":group:"));
        const groups = links.flatMap(([product, group]) => (product === `product-${name}` ? [group!] : []));
        return {
            name,
            displayName: textIn(inputs?.displayName) || name,
            description: textIn(inputs?.description),
            terms: textIn(inputs?.terms),
            approval: inputs && inputs.approvalRequired === true,
            isPublished: inputs && inputs.state === "published",
            groups: groups.map((group) => groupNamed(group, state.named("Group", `group-${group}`))).sort(),
            members: members.filter(({ products }) => products.includes(name)).map((member) => member.name),
        };
    });
}

function groupNamed(id: string, group: StateResource | undefined): string {
    return textIn(group?.inputs?.displayName) || id;
}

/** A text of the state; empty for anything else, e.g. for a secret, which is an object there. */
function textIn(value: unknown): string {
    return typeof value === "string" ? value : "";
}

function dateOf(time: string | undefined): string | undefined {
    return /^\d{4}-\d\d-\d\d(?=T)/.exec(time ?? "")?.[0];
}
