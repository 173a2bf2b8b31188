type Schema = Readonly<Record<string, unknown>>;

/** Deeper, a schema that holds itself gives nothing any more. */
const maxDepth = 12;

/**
 * A value for a schema of OpenAPI 3.0, as the service makes one where a document has no example: `example`, `default` and
 * `enum` win, every property is there, lists have one item. What texts and numbers it makes up is not documented.
 *
 * @param components the document's schemas, which references name
 */
export function sampleValue(schema: unknown, components: Schema = {}, depth = 0): unknown {
    if (typeof schema !== "object" || schema === null || depth > maxDepth) return null;
    const { $ref, example, default: byDefault, enum: choices, allOf, oneOf, anyOf, ...own } = schema as Schema;
    const inner = (part: unknown): unknown => sampleValue(part, components, depth + 1);
    if (typeof $ref === "string") return inner(components[$ref.slice($ref.lastIndexOf("/") + 1)]);
    if (example !== undefined) return example;
    if (byDefault !== undefined) return byDefault;
    if (Array.isArray(choices) && choices.length > 0) return choices[0];
    if (Array.isArray(allOf)) return Object.assign({}, ...[own, ...allOf].map(inner).filter(isObject));
    const [alternative] = (oneOf ?? anyOf ?? []) as unknown[];
    if (alternative !== undefined) return inner(alternative);
    switch (own.type ?? (own.properties ? "object" : undefined)) {
        case "string":
            return own.format === "date-time" ? "2000-01-23T04:56:07.000Z" : "string";
        case "integer":
        case "number":
            return own.minimum ?? 0;
        case "boolean":
            return true;
        case "array":
            return [inner(own.items)];
        case "object": {
            const properties = Object.entries((own.properties as Schema | undefined) ?? {});
            return Object.fromEntries(properties.map(([name, part]) => [name, inner(part)]));
        }
        default:
            return {};
    }
}

function isObject(value: unknown): boolean {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
