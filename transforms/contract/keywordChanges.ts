import { comparable } from "../../json/exactNumber";
import type { Direction, Reason } from "./reason";
import { type Bound, highest, type Kind, lowest, type Shape } from "./shape";
import { quoted } from "../quoted";
import { kindsInWords, valuesInWords } from "./words";

type Found = Pick<Reason, "what" | "undecided">;

/** Values of `from` that `to` refuses by a keyword of its own, whatever is inside of them. */
export function keywordChanges(from: Shape, to: Shape, direction: Direction): Found[] {
    const narrowed = direction === "narrowed";
    const was = (before: string, after: string) =>
        narrowed ? `is ${after}, was ${before}` : `is ${before}, was ${after}`;
    if ([...from.kinds].some((kind) => !to.kinds.has(kind))) {
        return [{ what: was(kindsInWords(from.kinds), kindsInWords(to.kinds)) }];
    }
    const reasons: Found[] = [...valueChanges(from, to, narrowed)];
    const keyword = (name: string, before: unknown, after: unknown) => {
        const shown = (value: unknown) => (value === undefined ? "none" : quoted(String(value)));
        reasons.push({ what: `${name} ${was(shown(before), shown(after))}` });
    };
    for (const bound of [...lowest, ...highest]) {
        if (!applies(bound, from.kinds) || keeps(bound, from, to)) continue;
        keyword(bound, from.bounds[bound], to.bounds[bound]);
    }
    if (has(from, "integer", "fraction")) {
        const whole = !from.kinds.has("fraction");
        for (const step of to.multiples) {
            const divides = [...from.multiples].some((mine) => Number.isInteger(mine / step));
            if (!divides && !(whole && Number.isInteger(1 / step))) keyword("multipleOf", [...from.multiples][0], step);
        }
    }
    if (has(from, "string")) {
        for (const pattern of to.patterns) {
            if (!from.patterns.has(pattern)) keyword("pattern", [...from.patterns][0], pattern);
        }
    }
    if (has(from, "string", "integer", "fraction")) {
        for (const format of to.formats) {
            if (!impliesFormat(from, format)) keyword("format", [...from.formats][0], format);
        }
    }
    if (has(from, "array") && to.unique && !from.unique) {
        reasons.push({ what: narrowed ? "may no longer have equal items" : "may have equal items now" });
    }
    for (const [said, name] of to.opaque) {
        if (from.opaque.has(said)) continue;
        reasons.push({ what: `${name} differs, which cannot be compared`, undecided: true });
    }
    return reasons;
}

function valueChanges(from: Shape, to: Shape, narrowed: boolean): Found[] {
    if (!to.values) return [];
    if (!from.values) {
        const values = valuesInWords(to.values.keys());
        return [{ what: narrowed ? `is one of ${values} now` : `is no longer one of ${values} only` }];
    }
    const lost = [...from.values.keys()].filter((value) => !to.values!.has(value));
    if (lost.length === 0) return [];
    return [{ what: `${narrowed ? "no longer has" : "may now have"} the value ${valuesInWords(lost)}` }];
}

function has(shape: Shape, ...kinds: Kind[]): boolean {
    return kinds.some((kind) => shape.kinds.has(kind));
}

function applies(bound: Bound, kinds: ReadonlySet<Kind>): boolean {
    if (bound.endsWith("Length")) return kinds.has("string");
    if (bound.endsWith("Items")) return kinds.has("array");
    if (bound.endsWith("Properties")) return kinds.has("object");
    return kinds.has("integer") || kinds.has("fraction");
}

/** Whether every value within `from`'s bounds is within this one of `to`'s. */
function keeps(bound: Bound, from: Shape, to: Shape): boolean {
    const given = to.bounds[bound];
    if (given === undefined) return true;
    const limit = comparable(given);
    const of = (name: Bound | undefined) => {
        const value = name === undefined ? undefined : from.bounds[name];
        return value === undefined ? undefined : comparable(value);
    };
    const mine = of(bound);
    const lower = (lowest as readonly string[]).includes(bound);
    if (mine !== undefined && (lower ? mine >= limit : mine <= limit)) return true;
    // These say nothing.
    if (bound.startsWith("min") && bound !== "minimum" && limit <= 0) return true;
    const other = of(twins[bound]);
    if (other === undefined) return false;
    // A bound without its own value implies one with it; the other way round only where it is farther out.
    const exclusive = bound.startsWith("exclusive");
    if (lower) return exclusive ? other > limit : other >= limit;
    return exclusive ? other < limit : other <= limit;
}

const twins: Partial<Record<Bound, Bound>> = {
    minimum: "exclusiveMinimum",
    exclusiveMinimum: "minimum",
    maximum: "exclusiveMaximum",
    exclusiveMaximum: "maximum",
};

/** Formats of numbers hold each other; a number without a word on it is a double. */
function impliesFormat({ formats, kinds }: Shape, format: string): boolean {
    if (formats.has(format)) return true;
    if (format === "int64") return formats.has("int32");
    return format === "double" && !kinds.has("string");
}
