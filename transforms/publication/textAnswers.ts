import type { OpenAPIV3 } from "openapi-types";
import type { Change } from "../change";
import { isObject, type JsonObject, withKeys } from "../jsonObject";
import { under } from "../pointer";
import { documentBase, References } from "../references";

/** Where the content of messages is in an answer: chat completions have choices, agents answer with messages. */
const places: readonly (readonly string[])[] = [
    ["choices", "*", "message", "content"],
    ["messages", "*", "content"],
];

/**
 * The document of an endpoint whose answers the gateway makes text of: the content of messages in answers is text, where the
 * document describes it. What a request shares with the answer stays as it is.
 *
 * @param document importable already, and importable afterwards; not changed
 */
export function withTextAnswers(document: OpenAPIV3.Document, report: Change[]): OpenAPIV3.Document {
    const references = new References(document as unknown as JsonObject);
    const paths = Object.entries(document.paths as JsonObject).map(([path, item]) => {
        const answered = changedAt(
            item,
            ["post", "responses", "200", "content", "application/json", "schema"],
            schemaOf,
        );
        if (answered !== item) report.push(asText(under("#/paths", path)));
        return [path, answered] as const;
    });
    return { ...document, paths: Object.fromEntries(paths) as OpenAPIV3.PathsObject };

    function schemaOf(schema: unknown): unknown {
        return places.reduce((answer, place) => contentAsText(answer, place, references, 0), schema);
    }
}

/** The same value where there is nothing to change, so that references stay. */
function contentAsText(schema: unknown, place: readonly string[], references: References, depth: number): unknown {
    const own = target(schema, references);
    if (!isObject(own) || depth > deepest) return schema;
    const [step, ...rest] = place;
    if (step === undefined) return textOf(own, references);
    const inner = (value: unknown) => contentAsText(value, rest, references, depth + 1);
    const changed = changedAt(own, step === "*" ? ["items"] : ["properties", step], inner) as JsonObject;
    const all = choices.reduce((whole, key) => {
        const parts = whole[key];
        if (!Array.isArray(parts)) return whole;
        const reduced = parts.map((part) => contentAsText(part, place, references, depth + 1));
        return reduced.some((part, index) => part !== parts[index]) ? withKeys(whole, { [key]: reduced }) : whole;
    }, changed);
    return all === own ? schema : all;
}

/** Content is near the root of an answer; a schema may refer to itself. */
const deepest = 12;

const choices = ["allOf", "anyOf", "oneOf"];

/** Text, or null where the content may be null: beside tool calls there is none. */
function textOf(schema: JsonObject, references: References): JsonObject {
    if (schema.type === "string") return schema;
    const { description, nullable } = schema;
    const parts = [schema.anyOf, schema.oneOf].flatMap((list) => (Array.isArray(list) ? list : []));
    const isOpen = schema.type === undefined && parts.length === 0;
    const mayBeNull = isOpen || [nullable, ...parts.map((part) => nullableOf(part, references))].includes(true);
    return {
        type: "string",
        ...(mayBeNull && { nullable: true }),
        ...(typeof description === "string" && parts.length === 0 && { description }),
    };
}

function nullableOf(schema: unknown, references: References): unknown {
    const own = target(schema, references);
    return isObject(own) ? own.nullable : undefined;
}

function target(schema: unknown, references: References, steps = 0): unknown {
    if (!isObject(schema) || typeof schema.$ref !== "string" || steps > deepest) return schema;
    return target(references.resolve(schema.$ref, documentBase)?.value, references, steps + 1);
}

/** The object with another value at the end of the path, or the object itself where that is the same or missing. */
function changedAt(value: unknown, path: readonly string[], change: (value: unknown) => unknown): unknown {
    const [key, ...rest] = path;
    if (key === undefined) return change(value);
    if (!isObject(value) || !Object.hasOwn(value, key)) return value;
    const inner = changedAt(value[key], rest, change);
    return inner === value[key] ? value : withKeys(value, { [key]: inner });
}

function asText(pointer: string): Change {
    const detail = "The gateway answers with text where a message's content is a list of parts.";
    return { pointer, construct: "content", effect: "rewritten", detail };
}
