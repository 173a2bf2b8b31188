import { setKey, withKeys } from "../../jsonObject";
import { Pass, Schema, SchemaPlace } from "./schema";

/** Beyond this many schemas nobody reads which names they hold together. */
const lookedAt = 10_000;

/**
 * Properties and items that no subschema knows (JSON Schema 2020-12, 11). 3.0 says it of those that `properties` does
 * not list, so the names that subschemas know are listed beside it. Which of several subschemas applies depends on the
 * instance: then the names of all of them count, which accepts more.
 */
export const unevaluated: Pass = (schema, at) => items(properties(schema, at), at);

function properties(schema: Schema, at: SchemaPlace): Schema {
    if (schema.unevaluatedProperties === undefined) return schema;
    const { unevaluatedProperties: rule, ...rest } = schema;
    if (rest.additionalProperties !== undefined) {
        at.removed("unevaluatedProperties", "additionalProperties leaves nothing for it to decide.");
        return rest;
    }
    const { names, any, certain } = knownNames(rest, at);
    if (any) {
        if (certain) at.removed("unevaluatedProperties", "allOf already decides it.");
        else at.loosened("unevaluatedProperties", "Which properties are known cannot be told; any are accepted.");
        return rest;
    }
    if (certain) at.rewritten("unevaluatedProperties", "3.0 expresses it with additionalProperties.");
    else at.loosened("unevaluatedProperties", "A property counts as known where any subschema knows it.");
    const listed: { [name: string]: Schema } = { ...rest.properties };
    for (const name of names) if (!Object.hasOwn(listed, name)) setKey(listed, name, {});
    const named = Object.keys(listed).length > 0 ? { properties: listed } : {};
    return withKeys(rest, { ...named, additionalProperties: rejectsAll(rule) ? false : rule });
}

function items(schema: Schema, at: SchemaPlace): Schema {
    if (schema.unevaluatedItems === undefined) return schema;
    const { unevaluatedItems: rule, ...rest } = schema;
    if (rest.items !== undefined) {
        at.removed("unevaluatedItems", "items leaves nothing for it to decide.");
        return rest;
    }
    // Validators do not agree on which items contains evaluates: to some it is those that fit, to others all of them.
    if (rest.contains !== undefined || inPlace(rest).length > 0) {
        at.loosened("unevaluatedItems", "Which items other keywords cover cannot be determined. Any are accepted.");
        return rest;
    }
    at.rewritten("unevaluatedItems", "3.0 expresses it with items.");
    return withKeys(rest, { items: rule });
}

interface InPlace {
    schema: Schema;
    /** Whether every accepted instance is one of this schema too. */
    always: boolean;
}

/** The subschemas that apply to the same instance, whose knowledge counts. */
function inPlace(schema: Schema): InPlace[] {
    const { allOf = [], anyOf = [], oneOf = [], dependentSchemas = {} } = schema;
    // What a condition became may stand under `not`, where JSON Schema itself would not look.
    const single = [schema.if, schema.then, schema.else, schema.not].filter((child) => child !== undefined);
    const sometimes = [...anyOf, ...oneOf, ...Object.values(dependentSchemas), ...single];
    return [
        ...allOf.map((child) => ({ schema: child, always: true })),
        ...sometimes.map((child) => ({ schema: child, always: false })),
    ];
}

/** The property names that subschemas know, whether they may know `any`, and whether that is `certain`. */
function knownNames(schema: Schema, at: SchemaPlace): { names: Set<string>; any: boolean; certain: boolean } {
    const names = new Set<string>();
    const seen = new Set<Schema>();
    let certain = true;
    const open = inPlace(schema);
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
        const { schema: child, always } = next;
        if (seen.has(child)) continue;
        seen.add(child);
        const target = child.$ref === undefined ? undefined : at.resolve(child.$ref);
        if (!at.isExact(child) || (child.$ref !== undefined && target === undefined) || seen.size > lookedAt) {
            return { names, any: true, certain: false };
        }
        if (target !== undefined) open.push({ schema: target, always });
        const { properties: known = {}, additionalProperties: further } = child;
        if (further !== undefined && further !== false) return { names, any: true, certain: certain && always };
        // A closed schema may also be what a list of names became, which knows none.
        if (further === false || (!always && Object.keys(known).length > 0)) certain = false;
        for (const name of Object.keys(known)) names.add(name);
        for (const inner of inPlace(child)) open.push({ ...inner, always: always && inner.always });
    }
    return { names, any: false, certain };
}

const rejectsAll = (schema: Schema) => Object.keys(schema).length === 1 && acceptsAll(schema.not);

const acceptsAll = (schema: Schema | undefined) => schema !== undefined && Object.keys(schema).length === 0;
