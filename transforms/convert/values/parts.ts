/** How the parts of a kind of object stand under a key: one, a list, or by names that the document chooses. */
export interface Part {
    readonly how: "one" | "list" | "map" | "extensibleMap";
    readonly kind: Kind;
}

/** A kind of object of the specification, e.g. `operation`. */
export type Kind = keyof typeof table;

const one = (kind: string) => ({ how: "one", kind });
const list = (kind: string) => ({ how: "list", kind });
const map = (kind: string) => ({ how: "map", kind });

const described = { schema: one("schema"), content: map("media"), examples: map("example") };
const method = one("operation");

/** What a document of 3.0 consists of, as the importer reads it, once it is converted. */
const table = {
    document: {
        info: one("info"),
        servers: list("plain"),
        paths: { how: "extensibleMap", kind: "pathItem" },
        components: one("components"),
        tags: list("tag"),
        externalDocs: one("plain"),
    },
    info: { contact: one("plain"), license: one("plain") },
    components: { schemas: map("schema") },
    pathItem: { get: method, put: method, post: method, delete: method, options: method, head: method, patch: method },
    operation: {
        parameters: list("described"),
        requestBody: one("body"),
        responses: { how: "extensibleMap", kind: "response" },
        externalDocs: one("plain"),
    },
    /** A parameter or a header. */
    described,
    body: { content: map("media") },
    response: { headers: map("described"), content: map("media") },
    media: { schema: one("schema"), examples: map("example"), encoding: map("encoding") },
    encoding: { headers: map("described") },
    example: {},
    tag: { externalDocs: one("plain") },
    schema: {
        ...Object.fromEntries(["items", "additionalProperties", "not"].map((keyword) => [keyword, one("schema")])),
        ...Object.fromEntries(["allOf", "anyOf", "oneOf"].map((keyword) => [keyword, list("schema")])),
        properties: map("schema"),
        externalDocs: one("plain"),
        xml: one("plain"),
        discriminator: one("plain"),
    },
    /** Has no parts. */
    plain: {},
};

/** Keys that many kinds of objects have, with texts and numbers: they stay as they are. */
const plainKeys = [
    ...["$ref", "description", "enum", "externalValue", "format", "in", "maxItems", "maxLength", "maxProperties"],
    ...["maximum", "minItems", "minLength", "minProperties", "minimum", "multipleOf", "name", "operationId", "pattern"],
    ...["style", "summary", "title", "type", "url", "value"],
];

/** What stands under each key of a kind of object: parts, what stays as it is, or a value that a schema types. */
export const partsOf: Readonly<Record<Kind, ReadonlyMap<string, Part | "plain" | "value">>> = Object.fromEntries(
    Object.entries(table).map(([kind, parts]) => [
        kind,
        new Map<string, Part | "plain" | "value">([
            ...plainKeys.map((key) => [key, "plain"] as const),
            ["default", "value"],
            ["example", "value"],
            ...(Object.entries(parts) as [string, Part][]),
        ]),
    ]),
) as Record<Kind, Map<string, Part | "plain" | "value">>;
