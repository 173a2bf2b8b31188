import { z } from "zod";
import { members } from "./schema";
import { setting } from "./setting";

/** What callers get to see of a model's errors. */
export interface ErrorsSettings {
    /** `pass`: the member `stack_trace` of an error, as the model writes it. `remove`: everything but that. */
    readonly stackTrace: "pass" | "remove";
}

/** What holds where neither the stack nor the endpoint says otherwise. */
const defaults: ErrorsSettings = { stackTrace: "pass" };

const errorsSchema = members({
    stackTrace: z
        .enum(["pass", "remove"], {
            error: 'must be "pass" (callers get a model\'s stack_trace as it is) or "remove" (they do not)',
        })
        .optional()
        .meta({
            default: defaults.stackTrace,
            description:
                "How to handle the member `stack_trace`, which has file names and lines of the model's code. " +
                "`remove` takes it " +
                "out of JSON errors from status 400 on, at any depth. Errors of more than a million characters are " +
                "then replaced by a general one, and answers are not compressed.",
        }),
});

type Asked = z.infer<typeof errorsSchema>;

/** What holds for an endpoint: what it says itself, else what the stack says, else the defaults. */
function errorsOf(stack: Asked = {}, endpoint: Asked = {}): ErrorsSettings {
    return { ...defaults, ...stack, ...endpoint };
}

export const errors = setting({
    schema: errorsSchema,
    default: {},
    at: ["stack", "endpoint"],
    words: "What callers see of a model's errors. An endpoint's members replace the stack's.",
    example: { stackTrace: "remove" },
    combine: errorsOf,
});
