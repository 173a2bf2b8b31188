import { isObject, JsonObject } from "../jsonObject";
import { keysOf, under } from "../pointer";
import { documentBase, References } from "../references";

/**
 * The document without the components that nothing outside of them leads to. A schema that extends one with a
 * `discriminator` stays with it, because the value of the discriminator names it.
 */
export function usedComponents(document: JsonObject): JsonObject {
    if (!isObject(document.components)) return document;
    const components = document.components;
    const references = new References(document);
    const used = new Set<string>();
    const waiting: (readonly [value: unknown, base: string])[] = [];
    const use = (reference: string, base: string): void => {
        const target = references.resolve(reference, base);
        for (const { pointer } of target ? [target, ...references.resolveDynamic(reference, base)] : []) {
            const [, kind, name] = keysOf(pointer);
            if (!pointer.startsWith("#/components/") || kind === undefined || name === undefined) continue;
            const place = under(under("#/components", kind), name);
            if (used.has(place)) continue;
            used.add(place);
            waiting.push([(components[kind] as JsonObject)[name], documentBase]);
        }
    };
    const look = (value: unknown, outer: string): void => {
        if (Array.isArray(value)) value.forEach((item) => look(item, outer));
        if (!isObject(value)) return;
        const base = references.baseOf(value, outer);
        for (const key of ["$ref", "$dynamicRef"]) if (typeof value[key] === "string") use(value[key], base);
        if (isObject(value.discriminator)) {
            for (const target of namedBy(value.discriminator)) {
                use(target, base);
                use(under("#/components/schemas", target), documentBase);
            }
        }
        for (const child of Object.values(value)) look(child, base);
    };
    const { components: _, ...rest } = document;
    look(rest, documentBase);
    const extending = extensions(components.schemas, references);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        look(...next);
        if (isObject(next[0]) && next[0].discriminator !== undefined) {
            for (const name of extending(next[0])) use(under("#/components/schemas", name), documentBase);
        }
    }
    const isUsed = (kind: string, name: string) => used.has(under(under("#/components", kind), name));
    const kept = Object.entries(components).flatMap(([kind, named]): [string, unknown][] => {
        if (!isObject(named) || kind === "securitySchemes" || kind.startsWith("x-")) return [[kind, named]];
        const left = Object.entries(named).filter(([name]) => isUsed(kind, name));
        return left.length > 0 ? [[kind, Object.fromEntries(left)]] : [];
    });
    return kept.length > 0 ? { ...rest, components: Object.fromEntries(kept) } : rest;
}

/** What a discriminator names: schemas by name or by reference. */
function namedBy({ mapping }: JsonObject): string[] {
    const targets = isObject(mapping) ? Object.values(mapping) : [];
    return targets.filter((target) => typeof target === "string");
}

/** Names of the schemas that have a schema among their `allOf`. */
function extensions(schemas: unknown, references: References): (schema: unknown) => string[] {
    const extended = new Map<unknown, string[]>();
    for (const [name, schema] of Object.entries(isObject(schemas) ? schemas : {})) {
        for (const part of isObject(schema) && Array.isArray(schema.allOf) ? (schema.allOf as unknown[]) : []) {
            if (!isObject(part) || typeof part.$ref !== "string") continue;
            const parent = references.resolve(part.$ref, documentBase)?.value;
            extended.set(parent, [...(extended.get(parent) ?? []), name]);
        }
    }
    return (schema) => extended.get(schema) ?? [];
}
