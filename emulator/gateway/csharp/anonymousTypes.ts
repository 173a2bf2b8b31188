import { refused } from "./csharpError";
import { parameterType, typeOfDef, type Type, type TypeDef, type Member } from "./types";
import type { Anonymous } from "./values";

const known = new Map<string, TypeDef>();

/** The type of `new { ... }`: the same for the same names and types in the same order. */
export function anonymousType(names: readonly string[], types: readonly Type[], at: number): Type {
    if (new Set(names).size !== names.length) throw refused(at, "An anonymous type has two members of one name.");
    const key = names.join(",");
    let def = known.get(key);
    if (!def) known.set(key, (def = definition(names)));
    return typeOfDef(def, types);
}

function definition(names: readonly string[]): TypeDef {
    const members = new Map<string, Member[]>();
    const params = names.map((_, at) => `\0${at}`);
    const name = `<>f__AnonymousType`;
    const def: TypeDef = { name, kind: "anonymous", params, bases: [], members, missing: new Set(), covariant: false };
    names.forEach((member, at) => {
        const get = (self: Anonymous): unknown => self.members.get(member);
        const returns = parameterType(params[at]!);
        members.set(member, [
            {
                name: member,
                kind: "property",
                isStatic: false,
                isExtension: false,
                isImplicit: false,
                typeParams: [],
                params: [],
                returns,
                get,
                owner: def,
            },
        ]);
    });
    return def;
}
