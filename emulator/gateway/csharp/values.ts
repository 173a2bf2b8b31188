import { exceptions } from "./exceptions";
import { typeNamed } from "./typeRegistry";
import type { Type } from "./types";

/**
 * What an expression computes with. Every value knows its type, so boxing changes nothing: a number is an int, a bigint
 * a long, a Uint8Array a byte[], a function a delegate; string, boolean and null are themselves, all else an `Instance`.
 */
export type Value = unknown;

/** A value of a type of its own. */
export abstract class Instance {
    abstract get type(): Type;

    /** `ToString()`. */
    toText(): string {
        const { def } = this.type;
        return def.name;
    }

    /** What is the same for equal values. @default the object itself */
    get identity(): unknown {
        return this;
    }
}

/** Kinds of numbers that are neither an int, a long nor a decimal. */
export type OtherNumber = "Byte" | "SByte" | "Int16" | "UInt16" | "UInt32" | "UInt64" | "Single" | "Double";

/** A number of another kind than int, long and decimal. A ulong holds a bigint. */
export class OtherNumeric extends Instance {
    constructor(
        readonly kind: OtherNumber,
        readonly value: number | bigint,
    ) {
        super();
    }

    get type(): Type {
        return typeNamed(this.kind);
    }

    override get identity(): unknown {
        // NaN equals itself here, as it does for Equals.
        return `${this.kind} ${this.value === 0 ? 0 : this.value}`;
    }

    override toText(): string {
        return typeof this.value === "bigint"
            ? String(this.value)
            : this.kind === "Double"
              ? doubleText(this.value, 17)
              : this.kind === "Single"
                ? doubleText(this.value, 9)
                : String(this.value);
    }
}

/** A `double`. */
export function double(value: number): OtherNumeric {
    return new OtherNumeric("Double", value);
}

/** The shortest text that reads as the number (record expression-double-digits). @param most digits before it writes an exponent */
export function doubleText(value: number, most: number): string {
    if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
    if (value === 0) return Object.is(value, -0) ? "-0" : "0";
    const [mantissa = "", exponent = "0"] = (most === 9 ? shortestSingle(value) : value.toExponential()).split("e");
    const sign = mantissa.startsWith("-") ? "-" : "";
    const digits = mantissa.replace(/[-.]/g, "");
    const point = Number(exponent) + 1;
    if (point > most || point < -3) {
        const power = Math.abs(point - 1);
        const tail = digits.length > 1 ? `.${digits.slice(1)}` : "";
        return `${sign}${digits[0]}${tail}E${point > 0 ? "+" : "-"}${String(power).padStart(2, "0")}`;
    }
    if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
    if (digits.length <= point) return sign + digits.padEnd(point, "0");
    return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

function shortestSingle(value: number): string {
    for (let digits = 0; digits < 9; digits++) {
        const text = value.toExponential(digits);
        if (Math.fround(Number(text)) === value) return text;
    }
    return value.toExponential(8);
}

/** A UTF-16 unit. */
export class Char extends Instance {
    constructor(readonly code: number) {
        super();
    }

    get type(): Type {
        return typeNamed("Char");
    }

    override get identity(): unknown {
        return `Char ${this.code}`;
    }

    override toText(): string {
        return String.fromCharCode(this.code);
    }
}

/** A constant of an enumeration. */
export class EnumValue extends Instance {
    constructor(
        readonly type: Type,
        readonly value: number,
    ) {
        super();
    }

    override get identity(): unknown {
        return `${this.type.def.name} ${this.value}`;
    }

    override toText(): string {
        const constants = [...(this.type.def.constants ?? [])];
        const exact = constants.find(([, value]) => value === this.value);
        if (exact) return exact[0];
        const flags = constants.filter(([, value]) => value !== 0 && (this.value & value) === value);
        return flags.reduce((sum, [, value]) => sum | value, 0) === this.value
            ? flags.map(([name]) => name).join(", ")
            : String(this.value);
    }
}

/** An exception as the expression that caught it has it. */
export class ExceptionValue extends Instance {
    constructor(
        readonly message: string,
        /** Full name of what was thrown. */
        readonly thrown = "System.Exception",
    ) {
        super();
    }

    get type(): Type {
        return typeNamed("Exception");
    }
}

/** An object of `new { ... }`. */
export class Anonymous extends Instance {
    constructor(
        readonly type: Type,
        readonly members: ReadonlyMap<string, Value>,
    ) {
        super();
    }

    override toText(): string {
        return `{ ${[...this.members].map(([name, value]) => `${name} = ${textOf(value)}`).join(", ")} }`;
    }

    override get identity(): unknown {
        return `anonymous ${JSON.stringify([...this.members].map(([name, value]) => [name, String(identityOf(value))]))}`;
    }
}

/** What a value is; undefined for null. */
export function typeOfValue(value: Value): Type | undefined {
    if (value === null || value === undefined) return undefined;
    if (typeof value === "string") return typeNamed("String");
    if (typeof value === "number") return typeNamed("Int32");
    if (typeof value === "boolean") return typeNamed("Boolean");
    if (typeof value === "bigint") return typeNamed("Int64");
    if (value instanceof Instance) return value.type;
    if (value instanceof Uint8Array) return typeNamed("Array", typeNamed("Byte"));
    return typeNamed("Object");
}

/** `ToString()`; null gives the empty text, as in a sum. */
export function textOf(value: Value): string {
    if (value === null || value === undefined) return "";
    if (typeof value === "string") return value;
    if (typeof value === "boolean") return value ? "True" : "False";
    if (typeof value === "number" || typeof value === "bigint") return String(value);
    if (value instanceof Instance) return value.toText();
    if (value instanceof Uint8Array) return "System.Byte[]";
    return "System.Object";
}

/** The value if it is something. @throws CSharpException NullReferenceException for null */
export function present<What>(value: What | null | undefined): What {
    if (value === null || value === undefined) throw exceptions.nullReference();
    return value;
}

/** The argument if it is something. @throws CSharpException ArgumentNullException for null */
export function argument<What>(value: What | null | undefined): What {
    if (value === null || value === undefined) throw exceptions.argumentNull();
    return value;
}

/** What two values have in common if `Equals` says that they are equal; fits as the key of a Map. */
export function identityOf(value: Value): unknown {
    if (value instanceof Instance) return value.identity;
    // An int and a long of the same size differ, as do texts that look like one of the above.
    if (typeof value === "string") return `"${value}`;
    return value ?? null;
}

/** `object.Equals`. */
export function equals(left: Value, right: Value): boolean {
    return left === right || identityOf(left) === identityOf(right);
}

/** Whether it is of a struct or a primitive type, so that a box of it is an object of its own. */
export function isBoxed(value: Value): boolean {
    const kind = typeOfValue(value)?.def.kind;
    return kind === "struct" || kind === "enum";
}
