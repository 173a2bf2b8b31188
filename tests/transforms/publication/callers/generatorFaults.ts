import type { OpenAPIV3 } from "openapi-types";
import { isObject, type JsonObject } from "../../../../transforms/jsonObject";
import { operations } from "../../../../transforms/operations";

const json = "application/json";

/**
 * What of a document keeps the clients of a generator from compiling, from sending a body as it was filled, or from showing
 * an answer: as it was seen with Kiota 1.38.0, NSwag 14.7.1 (Newtonsoft.Json and System.Text.Json) and openapi-generator
 * 7.25.0.
 */
export function generatorFaults(document: OpenAPIV3.Document): string[] {
    const schemas = document.components?.schemas ?? {};
    const faults = Object.entries(schemas).flatMap(([name, schema]) => [
        ...(isObject(schema) && isChoice(schema) && schema.properties === undefined
            ? [`${name} is a named choice`]
            : []),
        ...schemaFaults(schema, name),
    ]);
    const ids = new Set<string>();
    for (const place of operations.places(document)) {
        const { operationId = "", requestBody, responses } = operations.at(document, place);
        if (!/^[A-Za-z0-9_-]+$/.test(operationId)) faults.push(`${operationId} is no name for a function`);
        if (ids.has(operationId.toLowerCase())) faults.push(`${operationId} is there twice`);
        ids.add(operationId.toLowerCase());
        const bodies = { request: requestBody, answer: responses["200"] };
        for (const [what, body] of Object.entries(bodies)) {
            const content = body && "content" in body ? (body.content ?? {}) : {};
            const schema = content[json]?.schema;
            if (schema !== undefined && !("$ref" in schema)) faults.push(`${operationId}: its ${what} has no name`);
            if (schema !== undefined && Object.keys(content).length > 1)
                faults.push(`${operationId}: two types of ${what}`);
        }
    }
    return faults;
}

function isChoice(schema: JsonObject): boolean {
    return Array.isArray(schema.anyOf) || Array.isArray(schema.oneOf);
}

function schemaFaults(schema: unknown, at: string): string[] {
    if (!isObject(schema)) return [];
    const { items, properties, type, anyOf, oneOf } = schema;
    const choices = [anyOf, oneOf].filter(Array.isArray).flat();
    const types = choices.map((choice) => (isObject(choice) ? choice.type : undefined));
    const faults = [
        ...(isObject(items) && items.enum && items.type === "string" ? [`${at}: a list of an enumeration`] : []),
        ...(types.includes("array") && types[0] !== "array" ? [`${at}: a list that is not the first choice`] : []),
        ...(choices.length > 0 &&
        types.every((each) => ["string", "integer", "number", "boolean"].includes(String(each)))
            ? [`${at}: a choice of scalars`]
            : []),
        ...(Array.isArray(anyOf) && new Set(types).size === types.length && types.every((each) => each !== undefined)
            ? [`${at}: anyOf of types that exclude each other`]
            : []),
        ...(schema.nullable !== undefined && type === undefined ? [`${at}: nullable without a type`] : []),
        ...(type === "array" && choices.length > 0 ? [`${at}: a list with a choice beside its items`] : []),
    ];
    const inner: [string, unknown][] = [
        ["items", items],
        ["additionalProperties", schema.additionalProperties],
        ...choices.map((choice, index): [string, unknown] => [`choice ${index}`, choice]),
        ...Object.entries(isObject(properties) ? properties : {}),
    ];
    return [...faults, ...inner.flatMap(([name, member]) => schemaFaults(member, `${at}.${name}`))];
}
