import type { OpenAPIV3 } from "openapi-types";
import type { CallersFacts } from "../../transforms/publication/callers/callersFacts";
import { NotPublishedError, publishedStack, withoutNeeds } from "../publishedStack";

/** An API as a stack's state has it. */
export interface PublishedApi {
    readonly document: OpenAPIV3.Document;
    readonly facts: CallersFacts;
    /** What the document says less exactly than the one that the endpoint serves. */
    readonly warnings: readonly string[];
}

/**
 * Finds what callers have of an API in the state of the stack that publishes it.
 *
 * @param text what `pulumi stack export` wrote
 * @param name of the endpoint, or of the API in the state where an endpoint is published more than once
 * @throws NotPublishedError
 */
export function publishedApi(text: string, stack: string, name: string): PublishedApi {
    const { apis } = publishedStack(text, stack);
    const names = (all: typeof apis) =>
        all
            .map(({ key }) => key)
            .sort()
            .join(", ");
    const own = apis.filter(({ key }) => key === name);
    const [api, ...more] = own.length > 0 ? own : apis.filter(({ endpoint }) => endpoint === name);
    if (api === undefined) {
        throw new NotPublishedError(`stack "${stack}" does not publish "${name}". It publishes ${names(apis)}.`);
    }
    if (more.length > 0) {
        throw new NotPublishedError(
            `stack "${stack}" publishes "${name}" as ${names([api, ...more])}. Name one of them: endpoint:${api.key}.`,
        );
    }
    const { document, apiId, url, needs, warnings } = api;
    if (needs === undefined) throw withoutNeeds(stack);
    return { document, facts: { apiId, url, needs }, warnings };
}
