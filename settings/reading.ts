import { z } from "zod";
import { notASetting } from "./notASetting";

/** What the keys of the stack's configuration begin with. */
export const project = "serving-gateway";

/** Every key of the stack's configuration; `Pulumi.yaml` describes the same. */
export const settingNames = [
    "breakingChanges",
    "callers",
    "cors",
    "credential",
    "discover",
    "endpoints",
    "errors",
    "groups",
    "inputs",
    "namePrefix",
    "ipFilter",
    "limits",
    "missingDocument",
    "mock",
    "notReady",
    "observability",
    "ownGrants",
    "products",
    "resilience",
    "routes",
    "service",
    "tags",
    "versioning",
    "workspace",
] as const;

export type SettingName = (typeof settingNames)[number];

/** Reads one key; what is wrong with it is added to `problems`, with the place inside the value and the mend. */
export function read<T extends z.ZodType>(
    problems: string[],
    config: Record<string, string | undefined>,
    key: SettingName,
    schema: T,
): z.infer<T> | undefined {
    const result = schema.safeParse(parse(config[`${project}:${key}`], schema));
    if (result.success) return result.data;
    for (const issue of result.error.issues) {
        const at = issue.path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`)).join("");
        if (issue.code === "unrecognized_keys") {
            // A line for each key, as `members` has it.
            const lines = issue.message.split("\n");
            problems.push(...issue.keys.map((unknown, index) => `${project}:${key}${at}.${unknown} ${lines[index]}`));
        } else {
            problems.push(`${project}:${key}${at} ${issue.message}`);
        }
    }
    return undefined;
}

/** A key that nothing reads would be ignored without a word, as would what its author meant by it. */
export function unknownNames(config: Record<string, string | undefined>): string[] {
    const prefix = `${project}:`;
    return Object.keys(config)
        .filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length))
        .filter((name) => !settingNames.some((known) => known === name))
        .map((name) => `${prefix}${name} ${notASetting(name, settingNames)}`);
}

/** Structured values reach a program as JSON text, plain ones as they are. */
function parse(value: string | undefined, schema: z.ZodType): unknown {
    if (value === undefined) {
        if (schema instanceof z.ZodArray) return [];
        return schema instanceof z.ZodObject || schema instanceof z.ZodPipe ? {} : undefined;
    }
    try {
        return JSON.parse(value);
    } catch {
        return value;
    }
}
