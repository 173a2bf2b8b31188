import type { Conversion } from "./conversion";
import { isObject, JsonObject } from "../jsonObject";
import { under } from "../pointer";
import { documentBase } from "../references";
import { quoted } from "../quoted";
import { list, Reader } from "./readers";

/**
 * A list of parameters, without those of places that 3.0 or the importer does not have: a line each. A parameter that is the
 * whole query string (3.2) becomes a query parameter for each of its members, where it is a form of plain values.
 */
export function parameterList(reader: Reader): Reader {
    const all = list(reader);
    return (value, pointer, conversion) => {
        const read = all(value, pointer, conversion);
        return Array.isArray(read) ? read.flat() : read;
    };
}

/** One parameter of such a list, or several in its place. */
export function inPlaceOf30(reader: Reader): Reader {
    return (value, pointer, conversion) => {
        if (!isObject(value)) return reader(value, pointer, conversion);
        if (value.in === "cookie") {
            const name = typeof value.name === "string" ? ` ${quoted(value.name)}` : "";
            const detail = `The cookie parameter${name} is left out: API Management imports none.`;
            conversion.note(pointer, "parameters", "removed", detail);
            return undefined;
        }
        if (value.in !== "querystring") return reader(value, pointer, conversion);
        const parts = queryParameters(value, pointer, conversion);
        const detail = parts
            ? "3.0 has a query parameter for each member of the query string."
            : "The query string is described as a whole, which 3.0 cannot do. Callers can send any.";
        conversion.note(pointer, "parameters", parts ? "rewritten" : "loosened", detail);
        return parts;
    };
}

const form = "application/x-www-form-urlencoded";
const plain = new Set(["string", "integer", "number", "boolean"]);

/** Undefined where the query string is something else than members with plain values. */
function queryParameters({ content }: JsonObject, pointer: string, conversion: Conversion): JsonObject[] | undefined {
    const media = isObject(content) ? content[form] : undefined;
    if (!isObject(media) || !isObject(media.schema)) return undefined;
    const place = ["content", form, "schema"].reduce(under, pointer);
    const { schema, at } = referred(media.schema, place, conversion);
    if (schema.type !== "object" || !isObject(schema.properties)) return undefined;
    if (["allOf", "anyOf", "oneOf", "not", "if", "$ref"].some((keyword) => keyword in schema)) return undefined;
    const members = Object.entries(schema.properties).sort(([one], [other]) => (one < other ? -1 : 1));
    if (!members.every(([, member]) => isPlain(member))) return undefined;
    const required: readonly unknown[] = Array.isArray(schema.required) ? schema.required : [];
    return members.map(([name, member]) => ({
        name,
        in: "query",
        ...(required.includes(name) && { required: true }),
        schema: conversion.schemas.convert(member, under(under(at, "properties"), name)),
    }));
}

function isPlain(member: unknown): boolean {
    if (!isObject(member)) return false;
    const { type, items } = member;
    return type === "array" ? isObject(items) && plain.has(items.type as string) : plain.has(type as string);
}

function referred(schema: JsonObject, pointer: string, { references }: Conversion): { schema: JsonObject; at: string } {
    const target = typeof schema.$ref === "string" ? references.resolve(schema.$ref, documentBase) : undefined;
    return target && isObject(target.value) ? { schema: target.value, at: target.pointer } : { schema, at: pointer };
}
