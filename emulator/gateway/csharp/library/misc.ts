import { randomBytes, randomInt, randomUUID, createHash, createHmac } from "node:crypto";
import { exceptions } from "../exceptions";
import { formattedText } from "../formats";
import type { TypeTable } from "../signatures";
import { Guid } from "../times";
import { typeNamed } from "../typeRegistry";
import type { Type } from "../types";
import { argument, double, EnumValue, ExceptionValue, identityOf, Instance, textOf, type Value } from "../values";
import type { Out } from "./primitives";

/** Guid, Exception, Tuple, Random, Enum and the hashes. */

class TupleValue extends Instance {
    constructor(
        readonly type: Type,
        readonly items: readonly Value[],
    ) {
        super();
    }

    override get identity(): unknown {
        return `Tuple ${JSON.stringify(this.items.map((item) => String(identityOf(item))))}`;
    }

    override toText(): string {
        return `(${this.items.map(textOf).join(", ")})`;
    }
}

function tuple(count: number): TypeTable {
    const params = Array.from({ length: count }, (_, at) => `T${at + 1}`);
    const items = params.map((param, at) => [`${param} Item${at + 1}`, (self: TupleValue) => self.items[at]] as const);
    const args = params.map((param, at) => `${param} item${at + 1}`).join(", ");
    const make = (...given: unknown[]): TupleValue =>
        new TupleValue(typeNamed("Tuple", ...(given.slice(count) as Type[])), given.slice(0, count));
    return {
        name: `System.Tuple<${params.join(", ")}>`,
        kind: "class",
        members: { ...Object.fromEntries(items), [`new(${args})`]: make },
    };
}

function tupleMaker(count: number): [string, (...given: unknown[]) => TupleValue] {
    const params = Array.from({ length: count }, (_, at) => `T${at + 1}`);
    const args = params.map((param, at) => `${param} item${at + 1}`).join(", ");
    const make = (...given: unknown[]): TupleValue =>
        new TupleValue(typeNamed("Tuple", ...(given.slice(count) as Type[])), given.slice(0, count));
    return [`static Tuple<${params.join(", ")}> Create<${params.join(", ")}>(${args})`, make];
}

class RandomValue extends Instance {
    get type(): Type {
        return typeNamed("Random");
    }
}

function between(least: number, limit: number): number {
    if (limit < least) throw exceptions.outOfRange();
    return limit === least ? least : randomInt(least, limit);
}

class Hash extends Instance {
    constructor(
        readonly type: Type,
        readonly compute: (bytes: Uint8Array) => Uint8Array,
    ) {
        super();
    }
}

const algorithms: readonly string[] = ["MD5", "SHA1", "SHA256", "SHA384", "SHA512"];
const cryptography = "System.Security.Cryptography";
const missingOfHashes =
    "CanReuseTransform CanTransformMultipleBlocks Clear ComputeHash Create Hash HashSize Initialize InputBlockSize OutputBlockSize TransformBlock TransformFinalBlock HashName Key new";

function hashes(name: string): TypeTable[] {
    const algorithm = name.toLowerCase();
    const hash = (type: string): Hash =>
        new Hash(typeNamed(type), (bytes) => new Uint8Array(createHash(algorithm).update(bytes).digest()));
    const mac = (key: Uint8Array): Hash =>
        new Hash(
            typeNamed(`HMAC${name}`),
            (bytes) => new Uint8Array(createHmac(algorithm, key).update(bytes).digest()),
        );
    const managed =
        name === "MD5"
            ? []
            : [
                  {
                      name: `${cryptography}.${name}Managed`,
                      kind: "class" as const,
                      bases: [name],
                      members: { "new()": () => hash(`${name}Managed`) },
                  },
              ];
    return [
        {
            name: `${cryptography}.${name}`,
            kind: "class",
            bases: ["HashAlgorithm"],
            members: { [`static ${name} Create()`]: () => hash(name) },
            missing: missingOfHashes,
        },
        {
            name: `${cryptography}.HMAC${name}`,
            kind: "class",
            bases: ["HashAlgorithm"],
            members: {
                "new()": () => mac(randomBytes(64)),
                "new(byte[] key)": (key: Uint8Array) => mac(argument(key)),
            },
            missing: missingOfHashes,
        },
        ...managed,
    ];
}

/** `Guid`, tuples, exceptions, `Random`, `Enum` and what hashes. */
export const misc: readonly TypeTable[] = [
    {
        name: "System.Guid",
        kind: "struct",
        bases: ["IComparable"],
        zero: Guid.empty,
        members: {
            "new(string text)": guid,
            "static Guid Empty": () => Guid.empty,
            "static Guid NewGuid()": () => guid(randomUUID()),
            "static Guid Parse(string text)": guid,
            "static bool TryParse(string text, out Guid result)": (text: string | null, result: Out) => {
                const found = text === null ? undefined : Guid.parse(text);
                result.value = found ?? Guid.empty;
                return found !== undefined;
            },
            "string ToString(string format)": (self: Guid, format: string) => formattedText(self, format),
            "bool Equals(Guid other)": (self: Guid, other: Guid) => self.text === other.text,
            "static bool op_Equality(Guid left, Guid right)": (left: Guid, right: Guid) => left.text === right.text,
            "static bool op_Inequality(Guid left, Guid right)": (left: Guid, right: Guid) => left.text !== right.text,
        },
        missing: "new ParseExact TryParseExact ToByteArray CompareTo ToString",
    },
    {
        name: "System.Exception",
        kind: "class",
        members: {
            "new()": () => new ExceptionValue("Exception of type 'System.Exception' was thrown."),
            "new(string message)": (message: string | null) => new ExceptionValue(message ?? ""),
            "string Message": ({ message }: ExceptionValue) => message,
        },
        missing:
            "new Data HResult HelpLink InnerException Source StackTrace TargetSite GetBaseException GetObjectData ToString",
    },
    tuple(1),
    tuple(2),
    tuple(3),
    tuple(4),
    {
        name: "System.Tuple",
        kind: "static",
        members: Object.fromEntries([1, 2, 3, 4].map(tupleMaker)),
        missing: "Create",
    },
    {
        name: "System.Random",
        kind: "class",
        members: {
            "new()": () => new RandomValue(),
            "int Next()": () => between(0, 2 ** 31 - 1),
            "int Next(int limit)": (_: Value, limit: number) => between(0, limit),
            "int Next(int least, int limit)": (_: Value, least: number, limit: number) => between(least, limit),
            "double NextDouble()": () => double(randomInt(2 ** 40) / 2 ** 40),
        },
        // One with a seed gives numbers of .NET's own.
        missing: "new NextBytes",
    },
    {
        name: "System.Enum",
        kind: "static",
        members: {
            "static bool TryParse<T>(string text, out T result)": (text: string | null, result: Out, type: Type) => {
                const value = type.def.constants?.get((text ?? "").trim());
                result.value = new EnumValue(type, value ?? 0);
                return value !== undefined;
            },
        },
        missing: "Parse TryParse Format GetName GetNames GetUnderlyingType GetValues HasFlag IsDefined ToObject",
    },
    {
        name: `${cryptography}.HashAlgorithm`,
        kind: "class",
        members: {
            "byte[] ComputeHash(byte[] bytes)": (self: Hash, bytes: Uint8Array) => self.compute(argument(bytes)),
            "void Dispose()": () => null,
        },
        missing: missingOfHashes,
    },
    ...algorithms.flatMap(hashes),
];

function guid(text: string): Guid {
    const found = Guid.parse(argument(text));
    if (!found) throw exceptions.format("Unrecognized Guid format.");
    return found;
}
