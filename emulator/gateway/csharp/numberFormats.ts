import { Decimal } from "./decimal";
import { exceptions } from "./exceptions";
import { OtherNumeric, textOf, type Value } from "./values";

type Raw = number | bigint | Decimal;

/** A standard format, in the invariant culture. */
export function numberText(value: Value, raw: Raw, letter: string, precision: number | undefined): string {
    const isFloating = value instanceof OtherNumeric && (value.kind === "Double" || value.kind === "Single");
    const isWhole = !isFloating && !(raw instanceof Decimal);
    switch (letter.toUpperCase()) {
        case "D":
            if (!isWhole) throw exceptions.format();
            return signed(
                String(raw)
                    .replace("-", "")
                    .padStart(precision ?? 0, "0"),
                Number(raw) < 0,
            );
        case "X": {
            if (!isWhole) throw exceptions.format();
            const bits = typeof raw === "bigint" ? 64 : 32;
            const text = BigInt.asUintN(bits, BigInt(raw as number))
                .toString(16)
                .padStart(precision ?? 0, "0");
            return letter === "X" ? text.toUpperCase() : text;
        }
        case "F":
            return fixed(raw, precision ?? 2);
        case "N":
            return grouped(fixed(raw, precision ?? 2));
        case "P":
            return `${grouped(fixed(times100(raw), precision ?? 2))} %`;
        case "C":
            return `\u00a4${grouped(fixed(raw, precision ?? 2))}`;
        case "E": {
            const [mantissa, exponent = "0"] = Number(textOf(value))
                .toExponential(precision ?? 6)
                .split("e");
            return `${mantissa}${letter}${exponent.startsWith("-") ? "-" : "+"}${exponent.replace(/[+-]/, "").padStart(3, "0")}`;
        }
        case "G":
            return precision ? general(Number(textOf(value)), precision, letter) : textOf(value);
        case "R":
            if (isFloating) return textOf(value);
            throw exceptions.format();
        default:
            throw exceptions.format();
    }
}

function signed(text: string, isNegative: boolean): string {
    return isNegative && /[1-9]/.test(text) ? `-${text}` : text;
}

function times100(raw: Raw): Raw {
    return raw instanceof Decimal ? raw.times(Decimal.of(100n)) : typeof raw === "bigint" ? raw * 100n : raw * 100;
}

/** With so many digits behind the point; a half goes away from zero. */
function fixed(raw: Raw, digits: number): string {
    if (typeof raw === "number" && !Number.isInteger(raw) && Number.isFinite(raw)) {
        if (Math.abs(raw) < 1e21) return signed(Math.abs(raw).toFixed(Math.min(digits, 99)), raw < 0);
    }
    if (typeof raw === "number" && !Number.isFinite(raw)) return textOf(new OtherNumeric("Double", raw));
    const exact = raw instanceof Decimal ? raw : undefined;
    const text = exact ? exact.round(digits, true).toText() : String(typeof raw === "number" ? BigInt(raw) : raw);
    const [whole = "0", part = ""] = text.replace("-", "").split(".");
    return signed(digits === 0 ? whole : `${whole}.${part.padEnd(digits, "0")}`, text.startsWith("-"));
}

function grouped(text: string): string {
    const [whole = "", part] = text.split(".");
    const spaced = whole.replace(/\B(?=(\d{3})+$)/g, ",");
    return part === undefined ? spaced : `${spaced}.${part}`;
}

function general(value: number, precision: number, letter: string): string {
    const [mantissa = "", exponent = "0"] = value.toExponential(Math.min(precision, 100) - 1).split("e");
    const power = Number(exponent);
    if (power >= precision || power < -5) {
        const short = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
        return `${short}${letter === "g" ? "e" : "E"}${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
    }
    const text = value.toFixed(Math.max(precision - 1 - power, 0));
    return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** A custom format: `0`, `#`, a point, groups, `%`, and other characters as they are. */
export function customNumber(value: Raw, format: string): string {
    const sections = format.split(";");
    const isNegative = value instanceof Decimal ? value.units < 0n : value < 0;
    const isZero = value instanceof Decimal ? value.units === 0n : value == 0;
    const section = isNegative && sections[1] ? sections[1] : isZero && sections[2] ? sections[2] : sections[0]!;
    const pattern = section.replace(/\\.|'[^']*'|"[^"]*"/g, "");
    const [before = "", after = ""] = pattern.split(".");
    const least = before.replace(/^[^0]*/, "").replace(/[^0#]/g, "").length;
    const digits = after.replace(/[^0#]/g, "");
    const scaled = pattern.includes("%") ? times100(value) : value;
    let [whole = "", part = ""] = fixed(scaled, digits.length).replace("-", "").split(".");
    whole = whole.replace(/^0+/, "").padStart(least, "0");
    const kept = digits.lastIndexOf("0") + 1;
    while (part.length > kept && part.endsWith("0")) part = part.slice(0, -1);
    if (/[0#],+[0#]/.test(before)) whole = grouped(whole);
    let written = false;
    const text = section.replace(
        /\\(.)|'([^']*)'|"([^"]*)"|[0#,.]+/g,
        (found, escaped?: string, single?: string, double?: string) => {
            if (escaped ?? single ?? double) return escaped ?? single ?? double ?? "";
            if (found.startsWith("'") || found.startsWith('"') || written) return "";
            written = true;
            return part === "" ? whole : `${whole}.${part}`;
        },
    );
    return isNegative && !sections[1] && /[1-9]/.test(text) ? `-${text}` : text;
}
