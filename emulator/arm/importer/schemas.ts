import { pointerTo, errorText, type Reference, type Value } from "./reader";

/** The schemas directly inside one, each with the pointer segments that lead to it. */
export function* childSchemas(schema: Value): Generator<[path: string[], child: Value]> {
    for (const key of ["allOf", "oneOf", "anyOf"]) {
        for (const [index, child] of ((schema[key] as Value[] | undefined) ?? []).entries()) {
            yield [[key, String(index)], child];
        }
    }
    for (const [name, child] of Object.entries((schema.properties as Value | undefined) ?? {})) {
        yield [["properties", name], child as Value];
    }
    for (const key of ["not", "items", "additionalProperties"]) {
        const child = schema[key];
        if (typeof child === "object" && child !== null) yield [[key], child as Value];
    }
}

/** The reusable objects of one folder of `components`. */
export function components(document: Value, folder: string): Value {
    return ((document.components as Value | undefined)?.[folder] as Value | undefined) ?? {};
}

/** The schema itself, or the one that its `$ref` names; undefined for a reference that leads nowhere or in a circle. */
export function resolveSchema(document: Value, schema: Value): Value | undefined {
    const schemas = components(document, "schemas");
    const seen = new Set<string>();
    let current: Value | undefined = schema;
    while (current && typeof current.$ref === "string") {
        const name = schemaName(current.$ref);
        if (seen.has(name)) return undefined;
        seen.add(name);
        current = Object.hasOwn(schemas, name) ? (schemas[name] as Value) : undefined;
    }
    return current;
}

/** `Pet` of `#/components/schemas/Pet`. */
export function schemaName(reference: string): string {
    return reference.slice(reference.lastIndexOf("/") + 1);
}

/** References that name nothing. Record unresolved-reference. */
export function unresolvedReferences(document: Value, references: readonly Reference[]): string[] {
    const errors: string[] = [];
    for (const { folder, id } of references) {
        if (Object.hasOwn(components(document, folder), id)) continue;
        errors.push(errorText(`Invalid Reference identifier '${id}'.`, pointerTo(["components", folder, id])));
    }
    return errors;
}

/**
 * Schemas that contain themselves. Documented as not supported (record recursive-schema).
 * Walks with a stack of its own: chains of references may be as long as the document.
 */
export function recursiveSchemas(document: Value): string[] {
    const schemas = components(document, "schemas");
    const done = new Set<string>();
    const errors: string[] = [];
    for (const start of Object.keys(schemas)) {
        if (done.has(start)) continue;
        const open = new Set([start]);
        const stack: { name: string; next: string[] }[] = [
            { name: start, next: referencesIn(schemas[start] as Value) },
        ];
        while (stack.length > 0) {
            const top = stack[stack.length - 1]!;
            const name = top.next.pop();
            if (name === undefined) {
                open.delete(top.name);
                done.add(top.name);
                stack.pop();
            } else if (open.has(name)) {
                const pointer = pointerTo(["components", "schemas", name]);
                errors.push(
                    errorText(`Schema '${name}' refers to itself. Recursive schemas are not supported.`, pointer),
                );
            } else if (!done.has(name) && Object.hasOwn(schemas, name)) {
                open.add(name);
                stack.push({ name, next: referencesIn(schemas[name] as Value) });
            }
        }
    }
    return [...new Set(errors)];
}

function referencesIn(schema: Value): string[] {
    const found = new Set<string>();
    const visit = (inner: Value): void => {
        if (typeof inner.$ref === "string") found.add(schemaName(inner.$ref));
        for (const [, child] of childSchemas(inner)) visit(child);
    };
    visit(schema);
    return [...found];
}
