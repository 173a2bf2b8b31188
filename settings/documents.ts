import { z } from "zod";
import { members, text } from "./schema";
import { setting } from "./setting";

export const inputs = setting({
    schema: z.enum(["all", "records"], {
        error: 'must be "all" (every alternative of the document) or "records" (without dataframe_split)',
    }),
    default: "all",
    at: ["stack", "endpoint"],
    words:
        "The ways to pass a table to a model that are published: `all` or `records`. `all` keeps every alternative of the " +
        "endpoint's document, `records` leaves out `dataframe_split`.",
    example: "records",
});

export const routes = setting({
    schema: z.enum(["stable", "as-published", "both"], {
        error:
            'must be "stable" (paths that outlive a retraining), "as-published" (those of the endpoint\'s document, with ' +
            'the versions of its models) or "both"',
    }),
    default: "stable",
    at: ["stack", "endpoint"],
    words:
        "The paths that are published: `stable`, `as-published` or `both`. `stable` is `/invocations` for what carries " +
        "traffic, and a path for each served entity without traffic. `as-published` keeps the document's paths, which change " +
        "with every version of a model.",
    example: "both",
});

export const missingDocument = setting({
    schema: z.enum(["warn", "refuse"], {
        error: 'must be "warn" (publish a general document for the endpoint\'s task) or "refuse"',
    }),
    default: "warn",
    at: ["stack", "endpoint"],
    words:
        "How to handle an endpoint that serves no OpenAPI document: `warn` or `refuse`. Models without a signature serve " +
        "none. `warn` publishes a general document for the endpoint's task (chat, completions, embeddings, responses or " +
        "any), with a warning. `refuse` stops the deployment.",
    example: "refuse",
});

export const document = setting({
    schema: text("the path of an OpenAPI document, from the program's directory, e.g. documents/churn.json").min(
        1,
        "must not be empty. Leave it out for the endpoint's own document, or set it to a path",
    ),
    at: ["endpoint"],
    words:
        "The path of an OpenAPI document (JSON) that is published instead of the endpoint's own. It starts at the program's " +
        "directory.",
    example: "documents/churn.json",
});

/** The type of the schema, whose lists nobody changes. */
export interface PickedPaths {
    readonly include?: readonly string[];
    readonly exclude?: readonly string[];
}

const pathPatterns = (words: string) =>
    z
        .array(
            text("a pattern of paths, e.g. /items/**").regex(
                /^(?:(?:get|put|post|delete|options|head|patch) +)?\/[^\s\p{C}?#]{0,1000}$/iu,
                "must be a pattern of paths that starts with /, e.g. /items/** or GET /items/*, with * for any characters of a " +
                    "segment and ** for any segments",
            ),
            { error: "must be a list of patterns of paths, e.g. /items/**" },
        )
        .min(1, "must not be empty. Leave it out, or list patterns of paths")
        .optional()
        .describe(words);

export const paths = setting({
    schema: members({
        include: pathPatterns("Patterns of which an operation must match one. The default is every operation."),
        exclude: pathPatterns("Patterns of operations that are left out, whatever `include` says."),
    }) as z.ZodType<PickedPaths, PickedPaths>,
    at: ["endpoint"],
    words:
        "The operations to publish, by patterns over the document's paths. `*` stands for any characters of one segment, " +
        "`**` for any segments, none included: `/items/**` matches `/items` and `/items/{id}`. A method before a pattern, as in " +
        "`GET /items/**`, restricts it to that method. Components that only other operations use are left out. The preview " +
        "fails for a pattern that matches nothing. The paths are those that `routes` leaves, e.g. `/invocations`. The paths for " +
        "OpenAI clients are published if `/invocations` is.",
    example: { include: ["/items/**"], exclude: ["DELETE /items/**"] },
});
