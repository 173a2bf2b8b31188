import { isDeepStrictEqual } from "node:util";
import { isMap, type PropertyChange, type PropertyMap, type PropertyValue } from "./plugin";

const PLAIN_KEY = /^[A-Za-z_$][\w$]*$/;

/** What of a resource decides how its inputs are compared. */
export interface ComparisonRules {
    /** Inputs that cannot be changed in place; everything below one asks for a replacement. */
    readonly replaceKeys: ReadonlySet<string>;
    /** Defaults of the specification, by input. */
    readonly defaults?: PropertyMap;
    /** Members that tell the items of an array apart, by input. */
    readonly identifiers?: Readonly<Record<string, readonly string[]>>;
    /** What the service showed last. */
    readonly outputs?: PropertyMap;
}

/** Inputs that Azure compares without case, and locations also without spaces: `West Europe` is `westeurope`. */
const LOOSE: Readonly<Record<string, (text: string) => string>> = {
    location: (text) => text.toLowerCase().replaceAll(" ", ""),
    resourceGroupName: (text) => text.toLowerCase(),
};

function sameLoosely(name: string, before: PropertyValue | undefined, after: PropertyValue | undefined): boolean {
    const normal = LOOSE[name];
    return (
        normal !== undefined &&
        typeof before === "string" &&
        typeof after === "string" &&
        normal(before) === normal(after)
    );
}

/** Differences of inputs, each at its deepest place (azure-native, provider/pkg/provider/diff.go). */
export function propertyChanges(
    before: PropertyMap,
    after: PropertyMap,
    { replaceKeys, defaults = {}, identifiers = {}, outputs = {} }: ComparisonRules,
): Map<string, PropertyChange> {
    const changes = new Map<string, PropertyChange>();

    function compare(path: string, old: PropertyValue | undefined, now: PropertyValue | undefined, replace: boolean) {
        if (isDeepStrictEqual(old, now)) return;
        if (isMap(old) && isMap(now)) {
            for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
                const step = PLAIN_KEY.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
                compare(path + step, old[key], now[key], replace);
            }
        } else if (Array.isArray(old) && Array.isArray(now)) {
            const keys = identifiers[path];
            if (keys !== undefined) return compareByKeys(path, old, now, keys, replace);
            for (let index = 0; index < Math.max(old.length, now.length); index++) {
                compare(`${path}[${index}]`, old[index], now[index], replace);
            }
        } else {
            changes.set(path, { kind: old === undefined ? "add" : now === undefined ? "delete" : "update", replace });
        }
    }

    function compareByKeys(
        path: string,
        old: readonly PropertyValue[],
        now: readonly PropertyValue[],
        keys: readonly string[],
        replace: boolean,
    ) {
        const keyOf = (item: PropertyValue) => JSON.stringify(isMap(item) ? keys.map((key) => item[key] ?? null) : []);
        const oldItems = new Map(old.map((item, index) => [keyOf(item), { item, index }]));
        now.forEach((item, index) => {
            const was = oldItems.get(keyOf(item));
            oldItems.delete(keyOf(item));
            compare(`${path}[${index}]`, was?.item, item, replace);
        });
        for (const { item, index } of oldItems.values()) compare(`${path}[${index}]`, item, undefined, replace);
    }

    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
        if (sameLoosely(name, before[name], after[name])) continue;
        const added = before[name] === undefined;
        // What the service has already needs no replacement to be said.
        const shown = added && isDeepStrictEqual(after[name], outputs[name]);
        compare(name, before[name], after[name], replaceKeys.has(name) && !shown);
    }
    const isSilent = ([name, { kind }]: [string, PropertyChange]) =>
        kind === "add" && defaults[name] !== undefined && isDeepStrictEqual(after[name], defaults[name]);
    return [...changes].every(isSilent) ? new Map() : changes;
}

/**
 * Inputs after a refresh: only what really changed between the outputs of the state and the live ones is carried over.
 * Most outputs are defaults of the service; copied into the inputs they would show as changes of the program.
 */
export function applyDrift(inputs: PropertyMap, before: PropertyMap, after: PropertyMap): PropertyMap {
    const result = { ...inputs };
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
        const [old, now] = [before[name], after[name]];
        if (isDeepStrictEqual(old, now)) continue;
        if (now === undefined) delete result[name];
        else result[name] = old === undefined ? now : driftedValue(result[name], old, now);
    }
    return result;
}

function driftedValue(input: PropertyValue | undefined, old: PropertyValue, now: PropertyValue): PropertyValue {
    if (isMap(input) && isMap(old) && isMap(now)) return applyDrift(input, old, now);
    if (Array.isArray(input) && Array.isArray(old) && Array.isArray(now)) {
        return now.map((item, index) => {
            const [wanted, was] = [input[index], old[index]];
            if (wanted === undefined || was === undefined) return item;
            return isDeepStrictEqual(was, item) ? wanted : driftedValue(wanted, was, item);
        });
    }
    return now;
}
