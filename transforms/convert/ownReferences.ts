import { isObject, JsonObject, setKey } from "../jsonObject";

/**
 * References that name the document by its own address (`$self`, OpenAPI 3.2.0, 4.1.1) as references within it. Those in a
 * schema that has an address of its own (`$id`) stay, because they start there.
 *
 * @param document not changed
 */
export function ownReferences(document: JsonObject): JsonObject {
    const { $self } = document;
    if (typeof $self !== "string" || !URL.canParse($self, unknownBase)) return document;
    const self = withoutFragment(new URL($self, unknownBase));
    const within = (value: unknown): unknown => {
        if (Array.isArray(value)) return value.map(within);
        if (!isObject(value) || typeof value.$id === "string") return value;
        const result: JsonObject = {};
        for (const [key, child] of Object.entries(value)) {
            setKey(result, key, key === "$ref" && typeof child === "string" ? local(child, self) : within(child));
        }
        return result;
    };
    return within(document) as JsonObject;
}

/** What a relative `$self` stands below. */
const unknownBase = "https://document.invalid/";

function local(reference: string, self: string): string {
    if (reference.startsWith("#") || !URL.canParse(reference, self)) return reference;
    const url = new URL(reference, self);
    return withoutFragment(url) === self ? url.hash || "#" : reference;
}

function withoutFragment({ href, hash }: URL): string {
    return href.slice(0, href.length - hash.length).replace(/#$/, "");
}
