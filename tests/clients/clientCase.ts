import type { OpenAPIV3 } from "openapi-types";

/** One API as a client is generated for it: its document, and what a call of `/invocations` takes. */
export interface ClientCase {
    /** A name in letters, for packages and folders. */
    readonly name: string;
    readonly document: OpenAPIV3.Document;
    readonly url: string;
    readonly key: string;
    /** What the generators call the class, the function and the request, by language. */
    readonly api: string;
    readonly operation: { readonly python: string; readonly camelCase: string };
    readonly request: string;
    /** The document's own. */
    readonly example: unknown;
}

/** What a client did. */
export interface Called {
    /** The request as the client sends it, where it tells. */
    readonly sent?: unknown;
    readonly answer: unknown;
    /** What it says of a wrong key. */
    readonly error: string;
}

export function clientCase(name: string, document: OpenAPIV3.Document, key: string): ClientCase {
    const { operationId, tags, requestBody } = document.paths["/invocations"]!.post!;
    const media = (requestBody as OpenAPIV3.RequestBodyObject).content["application/json"]!;
    const request = (media.schema as OpenAPIV3.ReferenceObject).$ref.split("/").at(-1)!;
    const [tag] = tags!;
    return {
        name: name.replace(/[^a-z]/g, ""),
        document,
        url: document.servers![0]!.url,
        key,
        api: `${pascal(tag!)}Api`,
        operation: { python: operationId!.replaceAll("-", "_").toLowerCase(), camelCase: camel(operationId!) },
        request,
        example: (document.components!.schemas![request] as OpenAPIV3.SchemaObject).example,
    };
}

function pascal(text: string): string {
    const words = text.split(/[-_]+/).map((word) => word[0]!.toUpperCase() + word.slice(1));
    return words.join("");
}

function camel(text: string): string {
    const name = pascal(text);
    return name[0]!.toLowerCase() + name.slice(1);
}
