import { z } from "zod";
import { type DiscoverFilter, kinds, type ModelId, sourceOf } from "../databricks/sources/sources";
import { formOf, members, text } from "./schema";
import { setting } from "./setting";
import { defaultPath } from "./versions";

/** Which of a workspace's endpoints are published, beside those that are listed. Every filter that is given must fit. */
export interface DiscoverSettings extends DiscoverFilter {
    readonly states: readonly EndpointState[];
    /** Path of each under the gateway's host, with `{name}`. @default that of one that is listed */
    readonly path?: string;
    /** What happens to an API whose endpoint is there no more, or no longer fits: the deployment stops, or it goes too. */
    readonly gone: "refuse" | "remove";
}

/** Whether an endpoint answers calls, as the workspace says. */
export type EndpointState = z.infer<typeof stateSchema>;

const stateSchema = z.enum(["READY", "NOT_READY"], { error: "must be READY or NOT_READY" });

const listOf = <Item extends z.ZodType>(item: Item, what: string) =>
    z.array(item, { error: `must be a list of ${what}` }).min(1, `must not be empty. Leave it out, or list ${what}`);

const namePattern = text("a pattern of names, e.g. churn-*").regex(
    /^[A-Za-z0-9_*?-]{1,100}$/,
    "must be a pattern of names: letters, digits, - and _, with * for any of them and ? for one",
);

const value = text("a tag's value").max(255, "must not be longer than 255 characters, as a tag's value is");

const tagSchema = formOf<readonly string[] | true, string | readonly string[] | true>(
    (given) => {
        if (given === true) return z.literal(true);
        if (Array.isArray(given)) return listOf(value, "values");
        return value.transform((one) => [one]);
    },
    [value, listOf(value, "values"), z.literal(true, { error: "must be true" })],
);

const patternOf = (what: string, characters: RegExp) =>
    text(`a pattern of ${what}`).regex(
        characters,
        `must be a pattern of ${what}, with * for any characters and ? for one`,
    );

const patterns = (what: string, characters: RegExp, words: string) =>
    listOf(patternOf(what, characters), `patterns of ${what}`).default([]).describe(words);

const part = /^[A-Za-z0-9_*?-]{1,255}$/;

const appPattern = /^[a-z0-9*?-]{1,100}$/;

const modelServicesSchema = members({
    catalogs: patterns("catalogs", part, "Patterns of catalogs, of which one must match."),
    schemas: patterns("schemas", part, "Patterns of schemas, without the catalog, of which one must match."),
    names: patterns("names", part, "Patterns of names, without catalog and schema, of which one must match."),
    apiTypes: patterns(
        "API types, e.g. mlflow/v1/*",
        /^[A-Za-z0-9_.:/*?-]{1,255}$/,
        "Patterns of `supported_api_types`, e.g. `mlflow/v1/embeddings`, of which one must match.",
    ),
    exclude: patterns(
        "full names, e.g. system.ai.*",
        /^[A-Za-z0-9_.*?-]{1,767}$/,
        "Patterns of full names (`catalog.schema.name`) that are not published.",
    ),
}).refine(
    ({ catalogs, schemas, names, apiTypes }) => [catalogs, schemas, names, apiTypes].some((one) => one.length > 0),
    {
        error: 'selects no model services. Set catalogs, schemas, names or apiTypes; names: ["*"] selects every one',
    },
);

const everyApp = 'Set it to patterns of names; ["*"] selects every app';

const appsSchema = members({
    names: z
        .array(patternOf("names of apps", appPattern), {
            error: ({ input }) =>
                input === undefined ? `is missing. ${everyApp}` : "must be a list of patterns of names of apps",
        })
        .min(1, `must not be empty. ${everyApp}`)
        .describe("Patterns of names, of which one must match."),
    exclude: patterns("names of apps", appPattern, "Patterns of names that are not published."),
});

const schema = members({
    tags: z
        .record(text("a tag's key").min(1, "must not be empty"), tagSchema, {
            error: "must be an object: a tag's key with its value, a list of values, or true for any",
        })
        .default({})
        .describe("Tags that an endpoint needs: a key with its value, a list of accepted values, or `true` for any."),
    names: listOf(namePattern, "patterns of names")
        .default([])
        .describe("Patterns of names, with `*` and `?`, of which one must match."),
    tasks: listOf(
        text("a task, e.g. llm/v1/chat").min(1, "must not be empty").max(100, "must not be longer than 100 characters"),
        "tasks, e.g. llm/v1/chat, or none",
    )
        .default([])
        .describe("Patterns of tasks, e.g. `llm/v1/*`, of which one must match. `none`: endpoints without a task."),
    states: listOf(stateSchema, "READY or NOT_READY")
        .default(["READY", "NOT_READY"])
        .describe(
            "States of the endpoints to publish. `notReady` says what happens to new endpoints that are not ready.",
        ),
    exclude: listOf(namePattern, "patterns of names").default([]).describe("Patterns of names that are not published."),
    modelServices: modelServicesSchema
        .optional()
        .describe(
            "Filters that find model services of Unity AI Gateway: all that answer chats or embeddings and match.",
        ),
    apps: appsSchema
        .optional()
        .describe("Filters that find Databricks Apps. All that match have to serve a document at `/openapi.json`."),
    path: text("the path of each endpoint, with {name}, e.g. models/{name}")
        .regex(
            /^(?=.*\{name\})([A-Za-z0-9._~-]|\{name\})+(\/([A-Za-z0-9._~-]|\{name\})+)*$/,
            "must be path segments with {name} among them, e.g. models/{name}",
        )
        .max(300, "must not be longer than 300 characters")
        .optional()
        .describe(
            "Path of each endpoint under the gateway's host. The default is that of a listed one: `{name}`, or " +
                "`<workspace>/{name}` in a workspace with a name.",
        ),
    gone: z
        .enum(["refuse", "remove"], { error: 'must be "refuse" or "remove"' })
        .default("refuse")
        .describe(
            "How to handle an endpoint that no longer matches although no filter changed. `refuse` stops the " +
                "deployment and " +
                "names it, `remove` deletes its API.",
        ),
});

/** Undefined where nothing is set. */
const discoverSchema = schema.transform((discover, context): DiscoverSettings | undefined => {
    if (kinds.some((kind) => sourceOf(kind).search(discover))) return discover;
    if (JSON.stringify(discover) === JSON.stringify(schema.parse({}))) return undefined;
    context.addIssue({
        code: "custom",
        message:
            'selects no endpoints. Set tags, names, tasks, modelServices or apps; names: ["*"] selects every endpoint that the ' +
            "identity can see",
    });
    return z.NEVER;
});

export const discover = setting({
    schema: discoverSchema,
    default: {},
    at: ["stack", "workspace"],
    words:
        "The filters that find further endpoints of the workspace to publish. An endpoint is published if it " +
        "passes every " +
        "filter that is set: `tags`, `names`, `tasks`, `states` and `exclude`. Endpoints that are listed in " +
        "`endpoints` are " +
        "published whatever the filters say. A workspace with a name has filters of its own.",
    example: { tags: { gateway: "published" }, exclude: ["*-experimental"], path: "models/{name}" },
});

export const notReady = setting({
    schema: z.enum(["skip", "publish", "refuse"], {
        error: 'must be "skip" (leave a new endpoint out until it is ready), "publish" (a general document) or "refuse"',
    }),
    default: "skip",
    at: ["stack"],
    words:
        "How to handle a new endpoint that is not ready: `skip`, `publish` or `refuse`. `skip` leaves it out until " +
        "it is " +
        "ready, with a warning. `publish` publishes a general document for its task. `refuse` stops the deployment. An " +
        "endpoint that is published already keeps its API while it is not ready.",
    example: "refuse",
});

/** Path of a discovered endpoint under the gateway's host. */
export function discoveredPath({ path }: DiscoverSettings, id: ModelId): string {
    return path === undefined ? defaultPath(id) : path.replaceAll("{name}", id.name);
}
