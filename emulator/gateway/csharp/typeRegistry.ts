import { keywordTypes } from "./keywordTypes";
import { defineType, type TypeTable } from "./signatures";
import { typeOfDef, type Type, type TypeDef } from "./types";

/** Namespaces whose types a policy expression names without their namespace. */
export const openNamespaces = [
    "System",
    "System.Collections.Generic",
    "System.Linq",
    "System.Text",
    "System.Text.RegularExpressions",
    "System.Xml.Linq",
    "Newtonsoft.Json",
    "Newtonsoft.Json.Linq",
    // Of the types of `context`, which have no namespace that an expression could write.
    "Context",
];

const byFullName = new Map<string, TypeDef>();
const bySimpleName = new Map<string, TypeDef>();

/** Adds the types of tables; the names of the last part are unique among them. */
export function registerTypes(tables: readonly TypeTable[]): void {
    for (const table of tables) {
        const def = defineType(table, simpleType);
        const key = `${def.name}\`${def.params.length}`;
        byFullName.set(key, def);
        bySimpleName.set(key.slice(key.lastIndexOf(".") + 1), def);
    }
}

/** As a signature names it, by its last part or as a keyword of C#. @throws Error for a table with a mistake */
function simpleType(name: string, arity: number): TypeDef {
    const found = bySimpleName.get(`${keywordTypes.get(name) ?? name}\`${arity}`);
    if (!found) throw new Error(`No table has the type ${name} with ${arity} parameters.`);
    return found;
}

/** By its full name. */
export function findType(fullName: string, arity: number): TypeDef | undefined {
    return byFullName.get(`${fullName}\`${arity}`);
}

/** Extension methods of a name, of every static type in scope. */
export function extensionHolders(): readonly TypeDef[] {
    return (holders ??= [...byFullName.values()].filter(
        ({ name, kind }) => kind === "static" && /Enumerable|Extensions/.test(name),
    ));
}
let holders: TypeDef[] | undefined;

/** A type of the tables by its last name: `typeNamed("List", typeNamed("Int32"))`. */
export function typeNamed(name: string, ...args: Type[]): Type {
    return typeOfDef(simpleType(name, args.length), args);
}
