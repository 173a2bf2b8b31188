import type { Bound } from "./bound";
import { refused } from "./csharpError";
import { Decimal } from "./decimal";
import { whole, type NumberKind } from "./numbers";
import { typeNamed } from "./typeRegistry";
import { nullType, type Type } from "./types";
import { Char, double, OtherNumeric, type Value } from "./values";

function constant(at: number, type: Type, value: Value): Bound {
    return { at, type, run: () => value, constant: { value } };
}

/** A literal. @param negative whether a minus stands before a number: the least int has no positive counterpart */
export function literal(
    at: number,
    kind: "number" | "string" | "char" | "bool" | "null",
    text: string,
    negative = false,
): Bound {
    if (kind === "string") return constant(at, typeNamed("String"), text);
    if (kind === "char") return constant(at, typeNamed("Char"), new Char(text.charCodeAt(0)));
    if (kind === "bool") return constant(at, typeNamed("Boolean"), text === "true");
    if (kind === "null") return constant(at, nullType, null);
    return numberLiteral(at, text.toLowerCase(), negative);
}

function numberLiteral(at: number, text: string, negative: boolean): Bound {
    const isHex = /^0[xb]/.test(text);
    const suffix = /[ul]+$/.exec(text)?.[0] ?? (isHex ? "" : (/[fdm]$/.exec(text)?.[0] ?? ""));
    const digits = text.slice(0, text.length - suffix.length);
    if (suffix === "m") {
        const value = Decimal.parse(digits);
        if (!value) throw refused(at, "The number is no decimal.");
        return constant(at, typeNamed("Decimal"), value);
    }
    if (suffix === "f")
        return constant(at, typeNamed("Single"), new OtherNumeric("Single", Math.fround(Number(digits))));
    if (suffix === "d" || /[.e]/.test(isHex ? "" : digits)) {
        if (!Number.isFinite(Number(digits))) throw refused(at, "The number is too large.");
        return constant(at, typeNamed("Double"), double(Number(digits)));
    }
    const value = BigInt(digits);
    const kind = integerKind(value, suffix, negative);
    if (!kind) throw refused(at, "The number is too large.");
    return constant(at, typeNamed(kind), whole(value, kind, false));
}

function integerKind(value: bigint, suffix: string, negative: boolean): NumberKind | undefined {
    // -2147483648 is an int although 2147483648 is none.
    if (negative && suffix === "" && value === 1n << 31n) return "Int32";
    if (negative && !suffix.includes("u") && value === 1n << 63n) return "Int64";
    const kinds = [
        ["Int32", 31n, suffix === ""],
        ["UInt32", 32n, suffix === "" || suffix === "u"],
        ["Int64", 63n, suffix === "" || suffix === "l"],
        ["UInt64", 64n, true],
    ] as const;
    return kinds.find(([, bits, fits]) => fits && value < 1n << bits)?.[0];
}
