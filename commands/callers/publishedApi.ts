import type { OpenAPIV3 } from "openapi-types";
import { parseJson } from "../../json/jsonText";
import type { CallersFacts, CallersNeeds } from "../../transforms/publication/callers/callersFacts";

/** An API as a stack's state has it. */
export interface PublishedApi {
    readonly document: OpenAPIV3.Document;
    readonly facts: CallersFacts;
    /** What the document says less exactly than the one that the endpoint serves. */
    readonly warnings: readonly string[];
}

/** The state does not have what was asked for. */
export class NotPublishedError extends Error {}

/** What `pulumi stack export` writes, as far as it is read here. */
interface Export {
    readonly deployment?: { readonly resources?: readonly Resource[] };
}

interface Resource {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly inputs?: Readonly<Record<string, unknown>>;
    readonly outputs?: Readonly<Record<string, unknown>>;
}

/** What the stack says of an API in its outputs. */
interface Output {
    readonly url: string;
    /** Absent where `endpointDefaults` says it, and in states of versions that did not say it at all. */
    readonly needs?: CallersNeeds;
}

/**
 * Finds what callers have of an API in the state of the stack that publishes it.
 *
 * @param text what `pulumi stack export` wrote
 * @param name of the endpoint, or of the API in the state where an endpoint is published more than once
 * @throws NotPublishedError
 */
export function publishedApi(text: string, stack: string, name: string): PublishedApi {
    const { deployment } = JSON.parse(text) as Export;
    const resources = deployment?.resources ?? [];
    const outputs = resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs;
    const endpoints = (outputs?.endpoints ?? {}) as Readonly<Record<string, Output>>;
    const resourceOf = (key: string, what: string) => resources.find(({ urn }) => urn.endsWith(`::${key}-${what}`));
    const published = Object.keys(endpoints).filter((key) => resourceOf(key, "spec") && resourceOf(key, "api"));
    if (published.length === 0) {
        throw new NotPublishedError(
            `stack "${stack}" has published nothing yet. Run \`npx pulumi up --stack ${stack}\` first.`,
        );
    }
    const found = published.includes(name)
        ? [name]
        : published.filter((key) => resourceOf(key, "spec")?.inputs?.endpoint === name);
    const [key] = found;
    if (key === undefined) {
        throw new NotPublishedError(
            `stack "${stack}" does not publish "${name}". It publishes ${published.sort().join(", ")}.`,
        );
    }
    if (found.length > 1) {
        throw new NotPublishedError(
            `stack "${stack}" publishes "${name}" as ${found.sort().join(", ")}. Name one of them: endpoint:${key}.`,
        );
    }
    const defaults = outputs?.endpointDefaults as Partial<Output> | undefined;
    const { url, needs = defaults?.needs } = endpoints[key]!;
    if (needs === undefined) {
        throw new NotPublishedError(
            `stack "${stack}" was deployed by an earlier version, which did not write down what callers need. ` +
                `Run \`npx pulumi up --stack ${stack}\` first.`,
        );
    }
    const apiId = resourceOf(key, "api")!.id!.split("/").at(-1)!.split(";")[0]!;
    const { document, warnings = [] } = resourceOf(key, "spec")!.outputs as { document: string; warnings?: string[] };
    return { document: parseJson(document) as OpenAPIV3.Document, facts: { apiId, url, needs }, warnings };
}
