/** What a table of `library/` says of a type; see `defineType`. */
export interface TypeDef {
    /** `System.Collections.Generic.List`, without parameters. */
    readonly name: string;
    readonly kind:
        "class" | "struct" | "interface" | "enum" | "delegate" | "static" | "parameter" | "special" | "anonymous";
    readonly params: readonly string[];
    /** Base class and interfaces, of its own parameters. */
    readonly bases: readonly Type[];
    readonly members: ReadonlyMap<string, readonly Member[]>;
    /** Names that C# has here, at least in part beyond what the emulator has. */
    readonly missing: ReadonlySet<string>;
    /** Of an interface or delegate: whether `I<Derived>` is an `I<Base>`. */
    readonly covariant: boolean;
    /** Constants of an enumeration. */
    readonly constants?: ReadonlyMap<string, number>;
    /** What `default(T)` is of a struct of its own. */
    readonly zero?: unknown;
}

/** A type with its arguments. There is one object of each, so `===` compares. */
export interface Type {
    readonly def: TypeDef;
    readonly args: readonly Type[];
}

/** What a member does. It gets the instance (not of a static one), the arguments, and the type arguments, in this order. */
export type Body = (...args: never[]) => unknown;

/** A member of a type, as its signature in a table of `library/` declares it. */
export interface Member {
    readonly name: string;
    readonly kind: "property" | "method" | "constructor" | "indexer" | "conversion";
    readonly isStatic: boolean;
    /** The first parameter is what it extends. */
    readonly isExtension: boolean;
    /** Of a conversion: whether it needs no cast. */
    readonly isImplicit: boolean;
    readonly typeParams: readonly Type[];
    readonly params: readonly MemberParameter[];
    readonly returns: Type;
    readonly get: Body;
    readonly set?: Body;
    readonly owner: TypeDef;
}

/** A parameter of a member, as its signature says it. */
export interface MemberParameter {
    readonly name: string;
    readonly type: Type;
    readonly isOut: boolean;
    readonly isParams: boolean;
    /** Absent: it has to be given. */
    readonly byDefault?: { readonly value: unknown };
}

interface Interned {
    readonly type: Type;
    readonly next: Map<Type, Interned>;
}

const interned = new WeakMap<TypeDef, Interned>();
const noNext = (def: TypeDef, args: readonly Type[]): Interned => ({ type: { def, args }, next: new Map() });

/** The type of a definition with its arguments. The same ones give the same object. */
export function typeOfDef(def: TypeDef, args: readonly Type[] = []): Type {
    let at = interned.get(def);
    if (!at) interned.set(def, (at = noNext(def, [])));
    args.forEach((arg, index) => {
        let next = at!.next.get(arg);
        if (!next) at!.next.set(arg, (next = noNext(def, args.slice(0, index + 1))));
        at = next;
    });
    return at.type;
}

function special(name: string, kind: TypeDef["kind"] = "special", params: string[] = []): TypeDef {
    return { name, kind, params, bases: [], members: new Map(), missing: new Set(), covariant: false };
}

/** Of the literal null, which converts to every type that has null. */
export const nullType = typeOfDef(special("null"));
/** What a call has that gives no value. */
export const voidType = typeOfDef(special("System.Void"));
/** Of a lambda, which has a type only where one is expected. */
export const lambdaType = typeOfDef(special("lambda"));
/** Of a throw expression, which converts to everything. */
export const neverType = typeOfDef(special("throw"));
const parameters = new Map<string, Type>();

/** A type parameter in the signature of a member, by its name. */
export function parameterType(name: string): Type {
    let found = parameters.get(name);
    if (!found) parameters.set(name, (found = typeOfDef(special(name, "parameter"))));
    return found;
}

/** Whether it is a type parameter, such as `T`. */
export function isParameter(type: Type): boolean {
    return type.def.kind === "parameter";
}

/** The type with its parameters replaced. */
export function substituted(type: Type, by: ReadonlyMap<Type, Type>): Type {
    if (by.size === 0) return type;
    if (type.def.kind === "parameter") return by.get(type) ?? type;
    if (type.args.length === 0) return type;
    return typeOfDef(
        type.def,
        type.args.map((arg) => substituted(arg, by)),
    );
}

/** What a member of the type has for the parameters of the type's definition. */
export function argumentsOf({ def, args }: Type): Map<Type, Type> {
    return new Map(def.params.map((name, at) => [parameterType(name), args[at]!]));
}

function basesOf(type: Type): readonly Type[] {
    const by = argumentsOf(type);
    return type.def.bases.map((base) => substituted(base, by));
}

/** The type and all that it is. */
export function* lineage(type: Type): Generator<Type> {
    const seen = new Set<Type>();
    const left = [type];
    for (let next = left.shift(); next; next = left.shift()) {
        if (seen.has(next)) continue;
        seen.add(next);
        yield next;
        left.push(...basesOf(next));
    }
}

/** Whether values are copied and are never null. */
export function isValueType({ def }: Type): boolean {
    return def.kind === "struct" || def.kind === "enum";
}

/** Whether a value of the one is one of the other as it is: identity, base class, interface, covariance. */
export function isA(from: Type, to: Type): boolean {
    if (from === to || to.def.name === "System.Object") return true;
    for (const base of lineage(from)) {
        if (base === to) return true;
        if (base.def === to.def && base.def.covariant) {
            const fits = base.args.every(
                (arg, at) =>
                    arg === to.args[at] || (!isValueType(arg) && !isValueType(to.args[at]!) && isA(arg, to.args[at]!)),
            );
            if (fits) return true;
        }
    }
    return false;
}

/** As messages have it, and as `ToString()` of a collection. */
export function nameOf({ def, args }: Type): string {
    if (def.name === "System.Array" && args.length === 1) return `${nameOf(args[0]!)}[]`;
    return args.length === 0 ? def.name : `${def.name}\`${args.length}[${args.map(nameOf).join(",")}]`;
}
