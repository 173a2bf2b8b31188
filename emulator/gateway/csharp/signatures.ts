import { tokenize } from "./lexer";
import type { TypeNode } from "./syntax";
import { TypeParser } from "./typeParser";
import {
    isParameter,
    parameterType,
    typeOfDef,
    type Body,
    type Member,
    type MemberParameter,
    type Type,
    type TypeDef,
} from "./types";

/** A table of `library/`: a type of .NET with the members that the emulator has. */
export interface TypeTable {
    /** `System.Collections.Generic.List<T>`. */
    readonly name: string;
    readonly kind: TypeDef["kind"];
    /** Base class and interfaces. @default none beside object */
    readonly bases?: readonly string[];
    readonly covariant?: boolean;
    /**
     * By signature: `int Length`, `static string Join(string separator, params object[] values)`, `new(string text)`,
     * `T this[int index]`, `static implicit operator JToken(string value)`, `bool Any<T>(this IEnumerable<T> source)`.
     */
    readonly members?: Readonly<Record<string, Body | { readonly get: Body; readonly set: Body }>>;
    /** Names, with blanks between, that C# has here beyond `members`: using one is 501 rather than 400. */
    readonly missing?: string;
    readonly constants?: Readonly<Record<string, number>>;
    readonly zero?: unknown;
}

/** A type by the name that a signature has for it. */
export type Resolve = (name: string, arity: number) => TypeDef;

/** The definition of a table. Signatures are read when they are asked for, since most types are never used. */
export function defineType(table: TypeTable, resolve: Resolve): TypeDef {
    const [, name = "", params] = /^([\w.]+)(?:<(.+)>)?$/.exec(table.name) ?? [];
    const parameterNames = params?.split(/,\s*/) ?? [];
    let bases: readonly Type[] | undefined;
    let members: Map<string, Member[]> | undefined;
    const def: TypeDef = {
        name,
        kind: table.kind,
        params: parameterNames,
        covariant: table.covariant ?? false,
        missing: new Set((table.missing ?? "").split(/\s+/).filter(Boolean)),
        constants: table.constants && new Map(Object.entries(table.constants)),
        zero: table.zero,
        get bases() {
            return (bases ??= (table.bases ?? []).map((text) =>
                new SignatureParser(text, resolve, parameterNames).only(),
            ));
        },
        get members() {
            if (members) return members;
            const read = new Map<string, Member[]>();
            for (const [signature, body] of Object.entries(table.members ?? {})) {
                const member = memberOf(signature, resolve, parameterNames, def, body);
                read.set(member.name, [...(read.get(member.name) ?? []), member]);
            }
            return (members = read);
        },
    };
    return def;
}

/** @throws Error for a signature with a mistake, which is one of a table and not of an expression */
function memberOf(
    signature: string,
    resolve: Resolve,
    parameterNames: readonly string[],
    def: TypeDef,
    body: Body | { get: Body; set: Body },
): Member {
    try {
        return new SignatureParser(signature, resolve, parameterNames).member(def, body);
    } catch (error) {
        throw new Error(`The signature ${signature} of ${def.name} can't be read: ${(error as Error).message}`);
    }
}

class SignatureParser extends TypeParser {
    private readonly typeParameters: Set<string>;

    constructor(
        private readonly signature: string,
        private readonly resolve: Resolve,
        typeParameters: readonly string[],
    ) {
        super(tokenize(signature, 0, signature.length));
        this.typeParameters = new Set(typeParameters);
    }

    only(): Type {
        return this.resolved(this.type());
    }

    member(owner: TypeDef, body: Body | { get: Body; set: Body }): Member {
        const isStatic = this.accept("static");
        const isImplicit = this.accept("implicit");
        const isConversion = isImplicit || this.accept("explicit");
        if (isConversion) this.expect("operator");
        const isConstructor = this.accept("new");
        const returnNode = isConstructor ? undefined : this.type();
        const isIndexer = this.accept("this");
        const isNamed = !isConstructor && !isIndexer && !isConversion;
        const name = isNamed ? this.name() : isConstructor ? "new" : isIndexer ? "this" : "operator";
        const typeParams: Type[] = [];
        if (this.accept("<")) {
            do {
                const parameter = this.name();
                this.typeParameters.add(parameter);
                typeParams.push(parameterType(parameter));
            } while (this.accept(","));
            this.expect(">");
        }
        const returns = returnNode ? this.resolved(returnNode) : typeOfDef(owner, owner.params.map(parameterType));
        const isMethod = this.sees("(");
        const isExtension = isMethod && this.ahead().text === "this";
        const params = isMethod || isIndexer ? this.declaredParameters(isMethod ? "(" : "[", isMethod ? ")" : "]") : [];
        if (this.token.kind !== "end") throw new Error(`The signature ${this.signature} is not read to its end.`);
        const kind = isConversion
            ? "conversion"
            : isConstructor
              ? "constructor"
              : isIndexer
                ? "indexer"
                : isMethod
                  ? "method"
                  : "property";
        const { get, set } = typeof body === "function" ? { get: body, set: undefined } : body;
        return {
            name,
            kind,
            isStatic: isStatic || isExtension || isConversion,
            isExtension,
            isImplicit,
            typeParams,
            params,
            returns,
            get,
            set,
            owner,
        };
    }

    private declaredParameters(open: string, close: string): MemberParameter[] {
        const params: MemberParameter[] = [];
        this.expect(open);
        while (!this.accept(close)) {
            if (params.length > 0) this.expect(",");
            this.accept("this");
            const isOut = this.accept("out");
            const isParams = this.accept("params");
            const type = this.resolved(this.type());
            const name = this.name();
            params.push({
                name,
                type,
                isOut,
                isParams,
                byDefault: this.accept("=") ? { value: this.constant() } : undefined,
            });
        }
        return params;
    }

    private constant(): unknown {
        const { kind, text } = this.tokens[this.at++]!;
        if (kind === "number") return Number(text);
        return kind === "string" ? text : text === "null" ? null : text === "true";
    }

    private resolved({ path, suffixes }: TypeNode): Type {
        const { name, args = [] } = path.at(-1)!;
        const base = this.typeParameters.has(name)
            ? parameterType(name)
            : typeOfDef(
                  this.resolve(name, args.length),
                  args.map((arg) => this.resolved(arg)),
              );
        return suffixes.reduce((type, suffix) => {
            if (suffix === "[]") return typeOfDef(this.resolve("Array", 1), [type]);
            return isParameter(type) || type.def.kind === "struct" || type.def.kind === "enum"
                ? typeOfDef(this.resolve("Nullable", 1), [type])
                : type;
        }, base);
    }
}
