import { type ModelId, modelInWords } from "../databricks/sources/sources";
import { z } from "zod";
import { setting } from "./setting";

export const mock = setting({
    schema: z.boolean({ error: "must be true (answers are generated from the document) or false" }),
    default: false,
    at: ["stack", "endpoint"],
    words:
        "Whether the gateway answers from the document's examples and schemas, without calling the workspace. Mocked " +
        "endpoints need no `credential`. An endpoint that says `true` cannot set `limits.tokens`, `pool`, " +
        "`resilience`, `errors` or `contentSafety`.",
    example: true,
});

interface Entry extends ModelId {
    readonly mock?: boolean;
    readonly limits?: { readonly tokens?: unknown };
    readonly pool?: unknown;
    readonly resilience?: unknown;
    readonly errors?: unknown;
    readonly contentSafety?: unknown;
}

/**
 * What one entry says of calls that it says are never made, a line each with the fix. What comes from the stack is no
 * contradiction: it is there for the other endpoints.
 */
export function mockProblems({ mock, limits, pool, resilience, errors, contentSafety, ...model }: Entry): string[] {
    if (!mock) return [];
    const unheard = { "limits.tokens": limits?.tokens, pool, resilience, errors, contentSafety };
    return Object.entries(unheard)
        .filter(([, value]) => value !== undefined && value !== false)
        .map(
            ([member]) =>
                `is true, and ${member} of ${modelInWords(model)} has no effect on generated answers. Remove one of them`,
        );
}
