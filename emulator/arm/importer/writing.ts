import type { FieldKind } from "./objectKind";

/**
 * Whether OpenAPI.NET writes a member again: empty collections are left out, and flags that say the default.
 * @param owner the object that has the member
 * @param kind how the member was read; undefined for extensions, which are written as they are
 */
export function isWritten(
    owner: Readonly<Record<string, unknown>>,
    key: string,
    member: unknown,
    kind: FieldKind | undefined,
): boolean {
    if (member === undefined) return false;
    if (kind === undefined) return true;
    if (kind === "boolean") return member !== (key === "explode" && explodes(owner));
    // A schema that says nothing is an object of its own, and no map.
    const collection = typeof kind !== "object" || !("one" in kind);
    return !(collection && kind !== "boolOrSchema" && isEmpty(member));
}

/** The default of `explode` (OpenAPI 3.0.3, 4.7.12.2). */
function explodes({ style, in: place }: Readonly<Record<string, unknown>>): boolean {
    return style === undefined ? place === "query" || place === "cookie" : style === "form";
}

function isEmpty(value: unknown): boolean {
    return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
