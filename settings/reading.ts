import * as pulumi from "@pulumi/pulumi";
import { notASetting } from "./notASetting";
import { thisKey } from "./schema";
import { type Row, schemaAt, type ValueAt } from "./setting";

/** What the keys of the stack's configuration begin with. */
export const project = "serving-gateway";

/** One key of the stack's configuration. */
export interface Read<Value> {
    /** Undefined where the key cannot be used. */
    readonly value: Value | undefined;
    /** What is wrong with it, a line for each, with the place inside the value and the fix. */
    readonly problems: readonly string[];
}

/** @param given undefined where nobody sets it */
export function readKey<R extends Row>(key: string, row: R, given: unknown): Read<ValueAt<R, "stack">> {
    const value = given === undefined ? row.default : given;
    const result = schemaAt(row, "stack").safeParse(value);
    if (result.success) {
        const problems = lostMembers(value, `${project}:${key}`);
        return { value: problems.length > 0 ? undefined : (result.data as ValueAt<R, "stack">), problems };
    }
    const wrong = new Set<string>();
    const problems = result.error.issues.flatMap((issue) => {
        const at = issue.path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`)).join("");
        // Once the first is corrected, others of a value of another type or of a text rarely hold.
        if (wrong.has(at)) return [];
        if (issue.code === "invalid_type" || typeof valueAt(issue.path, value) === "string") wrong.add(at);
        if (issue.code !== "unrecognized_keys") return told(`${project}:${key}${at}`, issue.message);
        // A line for each key, as `members` has it.
        const lines = issue.message.split("\n");
        return issue.keys.map((unknown, index) => `${project}:${key}${at}.${unknown} ${lines[index]}`);
    });
    // Several checks can refuse one number in the same words.
    return { value: undefined, problems: [...new Set(problems)] };
}

/** Members whose names zod leaves out without a word, a line for each: in an object, the name means its prototype. */
function lostMembers(value: unknown, at: string): string[] {
    if (typeof value !== "object" || value === null || pulumi.Output.isInstance(value)) return [];
    return Object.entries(value).flatMap(([name, member]) => {
        if (name === "__proto__") return [`${at}.${name} has a name that settings cannot have. Use another one`];
        return lostMembers(member, Array.isArray(value) ? `${at}[${name}]` : `${at}.${name}`);
    });
}

function valueAt(path: readonly PropertyKey[], value: unknown): unknown {
    return path.reduce<any>((inner, step) => inner?.[step], value);
}

function told(place: string, message: string): string {
    // A shell takes brackets for a pattern.
    return `${place} ${message.replaceAll(thisKey, place.includes("[") ? `'${place}'` : place)}`;
}

/**
 * A key that nothing reads would be ignored without a word, as would what its author meant by it.
 *
 * @param given full keys
 * @param ofEndpoints settings that stand at endpoints alone
 */
export function unknownKeys(
    given: readonly string[],
    known: readonly string[],
    ofEndpoints: readonly string[],
): string[] {
    const prefix = `${project}:`;
    return given
        .filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length))
        .filter((name) => !known.includes(name))
        .map((name) =>
            ofEndpoints.includes(name)
                ? `${prefix}${name} is a setting of endpoints. Move it to an entry of ${prefix}endpoints`
                : `${prefix}${name} ${notASetting(name, known)}`,
        );
}

/** Structured values of the stack's configuration reach a program as JSON text, plain ones as they are. */
export function parse(value: string | undefined): unknown {
    if (value === undefined) return undefined;
    try {
        const parsed: unknown = JSON.parse(value);
        // No setting is a number by itself, and a name may have digits alone: the engine passes it on without its quotes.
        return typeof parsed === "number" ? value : parsed;
    } catch {
        return value;
    }
}
