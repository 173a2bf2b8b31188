import { exceptions } from "./exceptions";
import { typeNamed } from "./typeRegistry";
import type { Type } from "./types";
import { Instance } from "./values";

const most = (1n << 96n) - 1n;
const maxScale = 28;

/** `decimal`: 96 bits and a scale, which `ToString()` shows. */
export class Decimal extends Instance {
    private constructor(
        /** Times ten to the power of `scale`. */
        readonly units: bigint,
        readonly scale: number,
    ) {
        super();
    }

    /** @throws CSharpException OverflowException for what has more than 96 bits before the point */
    static of(units: bigint, scale = 0): Decimal {
        let [value, digits] = [units, scale];
        while (digits > 0 && (digits > maxScale || abs(value) > most)) {
            value = rounded(value, 10n);
            digits--;
        }
        if (digits < 0) [value, digits] = [value * 10n ** BigInt(-digits), 0];
        if (abs(value) > most) throw exceptions.overflow("Value was either too large or too small for a Decimal.");
        return new Decimal(value, digits);
    }

    static parse(text: string): Decimal | undefined {
        const [whole, sign, before = "", after = "", exponent = "0"] =
            /^\s*([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,3}))?\s*$/.exec(text) ?? [];
        if (whole === undefined || before + after === "" || text.length > 200) return undefined;
        const units = BigInt(before + after);
        return Decimal.of(sign === "-" ? -units : units, after.length - Number(exponent));
    }

    /** Of a double: 15 digits. @throws CSharpException OverflowException */
    static fromNumber(value: number): Decimal {
        if (!Number.isFinite(value) || Math.abs(value) >= 7.9228162514264338e28)
            throw exceptions.overflow("Value was either too large or too small for a Decimal.");
        const parsed = Decimal.parse(value.toPrecision(15)) ?? Decimal.of(0n);
        let { units, scale } = parsed;
        while (scale > 0 && units % 10n === 0n) [units, scale] = [units / 10n, scale - 1];
        return new Decimal(units, scale);
    }

    get type(): Type {
        return typeNamed("Decimal");
    }

    override get identity(): unknown {
        let { units, scale } = this;
        while (scale > 0 && units % 10n === 0n) [units, scale] = [units / 10n, scale - 1];
        return `Decimal ${units}/${scale}`;
    }

    override toText(): string {
        const digits = String(abs(this.units)).padStart(this.scale + 1, "0");
        const sign = this.units < 0n ? "-" : "";
        if (this.scale === 0) return sign + digits;
        return `${sign}${digits.slice(0, -this.scale)}.${digits.slice(-this.scale)}`;
    }

    toNumber(): number {
        return Number(this.toText());
    }

    /** Without what stands behind the point. */
    truncated(): bigint {
        return this.units / 10n ** BigInt(this.scale);
    }

    compare(other: Decimal): number {
        const [left, right] = aligned(this, other);
        return left < right ? -1 : left > right ? 1 : 0;
    }

    plus(other: Decimal): Decimal {
        const [left, right, scale] = aligned(this, other);
        return Decimal.of(left + right, scale);
    }

    minus(other: Decimal): Decimal {
        return this.plus(new Decimal(-other.units, other.scale));
    }

    times(other: Decimal): Decimal {
        return Decimal.of(this.units * other.units, this.scale + other.scale);
    }

    by(other: Decimal): Decimal {
        if (other.units === 0n) throw exceptions.divideByZero();
        const digits = 60;
        const quotient = (this.units * 10n ** BigInt(digits)) / other.units;
        let [units, scale] = [quotient, digits + this.scale - other.scale];
        const least = Math.max(this.scale - other.scale, 0);
        while (scale > least && units % 10n === 0n) [units, scale] = [units / 10n, scale - 1];
        return Decimal.of(units, scale);
    }

    remainder(other: Decimal): Decimal {
        if (other.units === 0n) throw exceptions.divideByZero();
        const [left, right, scale] = aligned(this, other);
        return Decimal.of(left % right, scale);
    }

    /** @param halfAway whether a half goes away from zero rather than to the even digit */
    round(digits: number, halfAway: boolean): Decimal {
        if (digits >= this.scale) return this;
        return new Decimal(rounded(this.units, 10n ** BigInt(this.scale - digits), halfAway), digits);
    }

    floor(): Decimal {
        const whole = this.truncated();
        return Decimal.of(this.units < 0n && whole * 10n ** BigInt(this.scale) !== this.units ? whole - 1n : whole);
    }
}

function abs(value: bigint): bigint {
    return value < 0n ? -value : value;
}

function rounded(value: bigint, by: bigint, halfAway = false): bigint {
    const quotient = value / by;
    const twice = abs(value % by) * 2n;
    if (twice < by || (twice === by && !halfAway && quotient % 2n === 0n)) return quotient;
    return quotient + (value < 0n ? -1n : 1n);
}

function aligned(left: Decimal, right: Decimal): [bigint, bigint, number] {
    const scale = Math.max(left.scale, right.scale);
    return [left.units * 10n ** BigInt(scale - left.scale), right.units * 10n ** BigInt(scale - right.scale), scale];
}
