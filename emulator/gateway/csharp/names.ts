import { notSupported, refused } from "./csharpError";
import type { TypeNode } from "./syntax";
import { findType, openNamespaces, typeNamed } from "./typeRegistry";
import { keywordTypes } from "./keywordTypes";
import { typeOfDef, voidType, type Type } from "./types";
import { nullable } from "./conversions";
import { hiddenTypes, namespaces, undocumented } from "./undocumented";

/** The type that a policy expression names. @throws CSharpError where C# knows none, or the service documents none */
export function resolveType(node: TypeNode): Type {
    const { path, suffixes, at } = node;
    const last = path.at(-1)!;
    const args = (last.args ?? []).map(resolveType);
    const prefix = path.slice(0, -1).map(({ name }) => name);
    if (path.slice(0, -1).some((part) => part.args)) throw notSupported(at, "a type within a type with parameters");
    const base = resolveName(prefix, last.name, args, at);
    return suffixes.reduce((type, suffix) => {
        if (suffix === "[]") return typeNamed("Array", type);
        const made = nullable(type);
        if (made === type) throw refused(at, "Only a type without null can be followed by '?'.");
        return made;
    }, base);
}

function resolveName(prefix: readonly string[], name: string, args: readonly Type[], at: number): Type {
    if (prefix.length === 0 && args.length === 0 && keywordTypes.has(name))
        return name === "void" ? voidType : typeNamed(keywordTypes.get(name)!);
    if (prefix.length === 0 && name === "dynamic") throw refused(at, "The binder of 'dynamic' is not there.");
    const found = lookUp(prefix.join("."), name, args.length, at);
    if (found) return typeOfDef(found, args);
    throw refused(at, "C# knows no type of this name here.");
}

/** The definition of a type; undefined if C# knows none. @throws CSharpError for what the service does not document */
export function lookUp(prefix: string, name: string, arity: number, at: number): ReturnType<typeof findType> {
    const places = prefix === "" ? openNamespaces : [prefix];
    for (const place of places) {
        const fullName = `${place}.${name}`;
        if (hiddenTypes.has(fullName)) throw notSupported(at, fullName);
        const found = findType(fullName, arity);
        if (found) return found;
        if (undocumented.has(fullName)) throw notSupported(at, fullName);
    }
    // Of namespaces that are not open, the emulator does not know every type.
    if (prefix !== "" && namespaces.has(prefix) && !openNamespaces.includes(prefix))
        throw notSupported(at, `types of ${prefix} beyond those that it has`);
    return undefined;
}

/** Whether the text is the beginning of a name with namespaces. */
export function isNamespace(text: string): boolean {
    return namespaces.has(text);
}
