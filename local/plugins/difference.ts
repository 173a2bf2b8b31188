import { isDeepStrictEqual } from "node:util";
import { isMap, type PropertyChange, type PropertyMap, type PropertyValue } from "./plugin";

const PLAIN_KEY = /^[A-Za-z_$][\w$]*$/;

/** Azure compares locations without case and spaces: `West Europe` is `westeurope`. */
function sameLocation(before: PropertyValue | undefined, after: PropertyValue | undefined): boolean {
    const [one, other] = [before, after].map((value) =>
        typeof value === "string" ? value.toLowerCase().replaceAll(" ", "") : undefined,
    );
    return one !== undefined && one === other;
}

/**
 * Differences of inputs, each at its deepest place. Everything below a name of `replaceKeys` asks for a replacement.
 */
export function propertyChanges(
    before: PropertyMap,
    after: PropertyMap,
    replaceKeys: ReadonlySet<string>,
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
            for (let index = 0; index < Math.max(old.length, now.length); index++) {
                compare(`${path}[${index}]`, old[index], now[index], replace);
            }
        } else {
            changes.set(path, { kind: old === undefined ? "add" : now === undefined ? "delete" : "update", replace });
        }
    }

    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
        if (name === "location" && sameLocation(before[name], after[name])) continue;
        compare(name, before[name], after[name], replaceKeys.has(name));
    }
    return changes;
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
