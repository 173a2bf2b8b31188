import { z } from "zod";

/** `mock` of the stack's configuration, or of one endpoint: callers get made-up answers, and the workspace no calls. */
export const mockSchema = z.boolean({ error: "must be true (answers are made up from the document) or false" });

interface Entry {
    readonly name: string;
    readonly mock?: boolean;
    readonly limits?: { readonly tokens?: unknown };
    readonly pool?: unknown;
    readonly resilience?: unknown;
    readonly errors?: unknown;
}

/**
 * What one entry says of calls that it says are never made, a line each with the mend. What comes from the stack is no
 * contradiction: it is there for the other endpoints.
 */
export function mockProblems({ name, mock, limits, pool, resilience, errors }: Entry): string[] {
    if (!mock) return [];
    const unheard = { "limits.tokens": limits?.tokens, pool, resilience, errors };
    return Object.entries(unheard)
        .filter(([, value]) => value !== undefined && value !== false)
        .map(
            ([member]) =>
                `is true, and ${member} of endpoint "${name}" does nothing to answers that are made up. Take out one of them`,
        );
}
