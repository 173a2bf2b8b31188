import { canonical, sortedKeys } from "../canonical";
import type { Effect } from "../change";
import { Conversion } from "./conversion";
import { isObject, JsonObject, setKey, emptyForIndexes, withKeys } from "../jsonObject";
import { documentBase, Target } from "../references";
import { keysOf, under } from "../pointer";
import { limits } from "../limits";
import { UnimportableError } from "../unimportableError";
import { runsScript, withoutTags } from "../withoutTags";

/** Reads one value as the importer does: what it returns is importable, `undefined` leaves the value out. */
export type Reader = (value: unknown, pointer: string, conversion: Conversion) => unknown;

/** Takes every value as it is. */
export const anything: Reader = (value) => value;
/** Leaves out what is not a string. */
export const text = scalar("a string", (value) => typeof value === "string");
/** Text for people, which is rendered as Markdown. */
export const words: Reader = (value, pointer, conversion) => {
    if (typeof value !== "string") return text(value, pointer, conversion);
    const plain = withoutTags(value);
    if (plain === value) return value;
    const detail = "HTML is escaped, and links cannot run scripts.";
    conversion.note(pointer, lastKey(pointer), "rewritten", detail);
    return plain;
};
/** Leaves out what is neither true nor false. */
export const flag = scalar("true or false", (value) => typeof value === "boolean");
/** Characters of a URI, and the forms that start with a scheme or with none (RFC 3986, appendix A). */
const uriCharacters = /^(?:[!$&-;=?-Z_a-z~]|%[0-9a-f]{2})*(?:#(?:[!$&-;=?-Z_a-z~]|%[0-9a-f]{2})*)?$/i;
const uriStart = /^(?:[a-z][a-z0-9+.-]*:|[^:/?#]*(?:[/?#]|$))/i;
const isUri = (value: unknown) =>
    typeof value === "string" &&
    uriCharacters.test(value) &&
    uriStart.test(value) &&
    !runsScript(value) &&
    URL.canParse(value, "https://document.invalid/");

/** The reader hands addresses to .NET's `Uri`, whose exception aborts the whole import. */
export const uri = scalar("a URI", isUri);
/** Leaves out what the importer refuses as an e-mail address. */
export const email = scalar(
    "an e-mail address",
    (value) =>
        typeof value === "string" &&
        /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@([a-z0-9-]+\.)+[a-z0-9]+$/i.test(value),
);

/** Leaves out what is none of these texts. */
export function oneOf(...allowed: string[]): Reader {
    return scalar(`one of ${allowed.join(", ")}`, (value) => allowed.includes(value as string));
}

/** The reader hands this one to a `Uri` that has to be absolute. */
export const absoluteUri = scalar("an absolute URI", (value) => isUri(value) && URL.canParse(value as string));

/**
 * An object with a fixed set of keys; others are errors to the importer, unless they start with `x-`.
 * @param needed Keys without which the importer refuses the object, so that it is left out.
 * @param extensible Whether keys that start with `x-` may stay.
 */
export function object(
    fields: { [key: string]: Reader | undefined },
    needed: string[] = [],
    extensible = true,
): Reader {
    const readers = new Map(Object.entries(fields));
    return (value, pointer, conversion) => {
        if (!isObject(value)) return leftOut(pointer, "an object", conversion);
        const result: JsonObject = {};
        for (const key of sortedKeys(value)) {
            const reader = readers.get(key) ?? (extensible && key.startsWith("x-") ? anything : undefined);
            if (reader === undefined) {
                conversion.note(under(pointer, key), key, "removed", "The importer does not know this key here.");
                continue;
            }
            // What has a reader needs no escape.
            const read = reader(value[key], `${pointer}/${key}`, conversion);
            if (read !== undefined) result[key] = read;
        }
        const missing = needed.find((key) => result[key] === undefined);
        return missing === undefined ? result : leftOut(pointer, `complete: it has no ${missing}`, conversion);
    };
}

/** Reads each item of an array, without those that the reader leaves out. Something else than an array is left out. */
export function list(item: Reader): Reader {
    return (value, pointer, conversion) => {
        if (!Array.isArray(value)) return leftOut(pointer, "an array", conversion);
        return value
            .map((child, index) => item(child, under(pointer, index), conversion))
            .filter((read) => read !== undefined);
    };
}

/** An object whose keys the document chooses. With `extensible`, keys that start with `x-` are extensions instead. */
export function map(item: Reader, extensible = false): Reader {
    return (value, pointer, conversion) => {
        if (!isObject(value)) return leftOut(pointer, "an object", conversion);
        const result = extensible ? emptyForIndexes() : {};
        for (const key of sortedKeys(value)) {
            const extension = extensible && key.startsWith("x-");
            const read = extension ? value[key] : item(value[key], under(pointer, key), conversion);
            if (read !== undefined) setKey(result, key, read);
        }
        return result;
    };
}

/** What the importer does not know, does nothing with, or nothing good. */
export function dropped(reason: string, effect: Effect = "removed"): Reader {
    return (_, pointer, conversion) => {
        conversion.note(pointer, lastKey(pointer), effect, reason);
        return undefined;
    };
}

/** Reads an object in which 3.2 says under `from` what 3.0 says under `to`. Where both are there, `from` goes. */
export function movedTo(from: string, to: string, reader: Reader): Reader {
    return (value, pointer, conversion) => {
        if (!isObject(value) || !Object.hasOwn(value, from)) return reader(value, pointer, conversion);
        const { [from]: later, ...rest } = value;
        const isFree = !Object.hasOwn(value, to);
        const detail = isFree ? `3.0 calls it ${to}.` : `3.0 has no ${from} beside ${to}.`;
        conversion.note(under(pointer, from), from, isFree ? "rewritten" : "removed", detail);
        return reader(isFree ? withKeys(rest, { [to]: later }) : rest, pointer, conversion);
    };
}

/**
 * What may stand as a reference: the importer ignores every component but schemas (API import restrictions), so the
 * target comes in its place. Read once, however often it is referred to.
 * @param isDescribed whether such an object can have a description: one beside a reference has no effect else
 */
export function inlined(construct: string, reader: Reader, isDescribed = true): Reader {
    const known = new WeakMap<Conversion, Map<string, unknown>>();
    return (value, pointer, conversion) => {
        if (!isObject(value) || typeof value.$ref !== "string") return reader(value, pointer, conversion);
        let target: Target = { pointer, value, base: documentBase };
        const passed = new Set<string>();
        while (isObject(target.value) && typeof target.value.$ref === "string") {
            const reference: string = target.value.$ref;
            const next = conversion.references.resolve(reference, documentBase);
            if (next === undefined || passed.has(next.pointer)) {
                const reason = next ? "leads back to itself" : "does not resolve in this document";
                conversion.note(pointer, construct, "removed", `The reference ${reference} ${reason}.`);
                return undefined;
            }
            passed.add(next.pointer);
            target = next;
        }
        conversion.note(pointer, construct, "rewritten", `${target.pointer} is inlined.`);
        if (!known.has(conversion)) known.set(conversion, new Map());
        const targets = known.get(conversion)!;
        if (!targets.has(target.pointer)) {
            // A part that refers to the whole it stands in finds nothing, instead of going round for ever.
            targets.set(target.pointer, undefined);
            if (++conversion.inlined > limits.inlined) throw tooDeep(target.pointer);
            // Sorted here, so that it stays one object wherever it stands.
            targets.set(target.pointer, canonical(reader(target.value, target.pointer, conversion)));
            conversion.inlined--;
        }
        const read = targets.get(target.pointer);
        return isDescribed ? overridden(read, value) : read;
    };
}

function tooDeep(pointer: string): UnimportableError {
    return new UnimportableError(
        pointer,
        `Through references, more than ${limits.inlined} parts of an operation stand in each other.`,
        "Let fewer headers and media types refer to each other in a row.",
    );
}

/** Beside a reference, 3.1 lets a description replace that of the target (OpenAPI 3.1.0, 4.8.23). */
function overridden(target: unknown, reference: JsonObject): unknown {
    if (!isObject(target) || typeof reference.description !== "string") return target;
    return { ...target, description: withoutTags(reference.description) };
}

function scalar(expected: string, fits: (value: unknown) => boolean): Reader {
    return (value, pointer, conversion) => (fits(value) ? value : leftOut(pointer, expected, conversion));
}

function leftOut(pointer: string, expected: string, conversion: Conversion): undefined {
    conversion.note(pointer, lastKey(pointer), "removed", `The value is not ${expected}.`);
    return undefined;
}

/** What stands there; a position in a list says less than the list. */
const lastKey = (pointer: string) => keysOf(pointer).findLast((key) => !/^\d+$/.test(key)) ?? pointer;
