import type { OpenAPIV3 } from "openapi-types";
import { documentIn, publishedIn } from "../json/documentInState";
import { parseJson } from "../json/jsonText";
import type { CallersNeeds } from "../transforms/publication/callers/callersFacts";
import { nameOf, StackState, type StateResource } from "./stackState";

/** An API as a stack's state has it. */
export interface StackApi {
    /** Its name in the stack's outputs: the endpoint's, or `apiId` where the settings give one. */
    readonly key: string;
    /** Name of the endpoint that it publishes. */
    readonly endpoint: string;
    /** Its identifier in the service. */
    readonly apiId: string;
    /** Where callers reach it, without a trailing slash. */
    readonly url: string;
    /** What a caller sends beside the request; the first versions of the program did not write it down. */
    readonly needs: CallersNeeds | undefined;
    /** What is published. */
    readonly document: OpenAPIV3.Document;
    /** What the document says less exactly than the one that the endpoint serves. */
    readonly warnings: readonly string[];
    /** Whether the gateway answers by itself, from the document's examples. */
    readonly isMock: boolean;
    /** The next revision, where there is one. */
    readonly candidate: { readonly url: string; readonly document: OpenAPIV3.Document } | undefined;
}

/** What a stack has published, as its state says. */
export interface PublishedStack {
    readonly apis: readonly StackApi[];
    /** Names of the products that a resource is linked to, by the key of an API or an MCP server. */
    productsOf(key: string): string[];
}

/** The state does not have what was asked for. */
export class NotPublishedError extends Error {}

/** What the stack says of an API in its outputs. */
interface Output {
    readonly url: string;
    readonly candidateUrl?: string;
    /** Absent where `endpointDefaults` says it, and in states of versions that did not say it at all. */
    readonly needs?: CallersNeeds;
}

/**
 * Reads what a stack has published. An API without its document or its resource in the state is left out: its deployment did
 * not end.
 *
 * @param text what `pulumi stack export` wrote
 * @throws NotPublishedError the stack has published nothing
 */
export function publishedStack(text: string, stack: string): PublishedStack {
    const state = new StackState(text);
    const defaults = state.outputs.endpointDefaults as Partial<Output> | undefined;
    const endpoints = (state.outputs.endpoints ?? {}) as Readonly<Record<string, Output>>;
    const apis = Object.entries(endpoints).flatMap(
        ([key, { url, candidateUrl, needs = defaults?.needs }]): StackApi[] => {
            const spec = state.named("EndpointSpec", `${key}-spec`);
            const api = state.named("Api", `${key}-api`);
            if (!spec || !api) return [];
            const revision = candidateUrl?.split(";rev=").at(-1);
            const next = state.named("EndpointSpec", `${key};rev=${revision}-spec`);
            return [
                {
                    key,
                    endpoint: String(spec.inputs?.endpoint),
                    apiId: api.id!.split("/").at(-1)!.split(";")[0]!,
                    url,
                    needs,
                    document: documentOf(spec),
                    warnings: (spec.outputs?.warnings ?? []) as string[],
                    isMock: spec.inputs?.credential === "none",
                    candidate: candidateUrl && next ? { url: candidateUrl, document: documentOf(next) } : undefined,
                },
            ];
        },
    );
    if (apis.length === 0) {
        throw new NotPublishedError(
            `stack "${stack}" has published nothing yet. Run \`npx pulumi up --stack ${stack}\` first.`,
        );
    }
    const links = state.resources.map((each) => nameOf(each).split(":in:"));
    return {
        apis,
        productsOf: (key) => links.flatMap(([of, product]) => (of === key && product !== undefined ? [product] : [])),
    };
}

/** What callers have: a refresh may have found another document since, which is not published yet. */
function documentOf({ outputs = {} }: StateResource): OpenAPIV3.Document {
    return parseJson(publishedIn(outputs) ?? documentIn(outputs)!) as OpenAPIV3.Document;
}

/** Says that the state lacks what callers need. */
export function withoutNeeds(stack: string): NotPublishedError {
    return new NotPublishedError(
        `stack "${stack}" was deployed by an earlier version, which did not write down what callers need. ` +
            `Run \`npx pulumi up --stack ${stack}\` first.`,
    );
}
