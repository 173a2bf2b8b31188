import { type ModelId, modelInWords } from "../databricks/sources/sources";
import { z } from "zod";
import { path } from "./presentation";
import { members, text } from "./schema";
import { setting } from "./setting";

/** One API in which clients of OpenAI's API reach several models. */
export interface OpenAiSettings {
    /** Path under the gateway's host: the clients' base URL. */
    readonly path: string;
    /** Identifiers of the APIs whose models it has. Undefined: of all that speak OpenAI's protocol. */
    readonly models?: readonly string[];
    /** Other names of models: the identifier of the model's API by each. */
    readonly aliases: Readonly<Record<string, string>>;
}

/** Identifier of that API, behind the prefix. */
export const openAiApi = "openai";

const modelName = text("the name of an endpoint that is published");

const schema = members({
    path: path.schema
        .optional()
        .describe("Path under the gateway's host. The URL is the base URL of OpenAI's clients. The API needs one."),
    models: z
        .array(modelName, { error: "must be a list of endpoints, e.g. - llama-chat" })
        .min(1, "must not be empty. Leave it out, or list endpoints")
        .optional()
        .describe(
            "The endpoints whose models it has, by the names in the output `endpoints`. The default is every endpoint " +
                "that answers chat, completions, embeddings or responses.",
        ),
    aliases: z
        .record(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/), modelName, {
            error: ({ code }) =>
                code === "invalid_key"
                    ? "must be a name of 1 to 128 letters, digits and . _ : -, with a letter or digit first"
                    : "must be an object: an alias with the name of an endpoint",
        })
        .default({})
        .describe(
            "Other names of models: an alias with the endpoint that it stands for, by its name in the output `endpoints`.",
        ),
}).transform(({ path, models, aliases }, context): OpenAiSettings | undefined => {
    if (path !== undefined) return { path, ...(models && { models }), aliases };
    if (models === undefined && Object.keys(aliases).length === 0) return undefined;
    context.addIssue({
        code: "custom",
        path: ["path"],
        message: "is missing. Set it to the path under the gateway's host, e.g. openai",
    });
    return z.NEVER;
});

export const openai = setting({
    schema,
    default: {},
    at: ["stack"],
    words:
        "An API in which OpenAI's clients reach several models at one URL, by the member `model` of their requests. A key " +
        "of a product lists and reaches the models of that product. A key of all APIs or of this API reaches all of them. " +
        "A key of another API is refused. Each model keeps its credential, backend and limits.",
    example: { path: "openai", aliases: { "gpt-4o": "llama-chat" } },
});

/**
 * What is wrong with the API beside the endpoints, a line for each.
 *
 * @param endpoints those that may be published
 * @param areAll no more are found in the workspace
 */
export function openAiProblems(
    settings: OpenAiSettings | undefined,
    endpoints: readonly (ModelId & {
        readonly apiId: string;
        readonly path: string;
        readonly mock: boolean;
    })[],
    areAll: boolean,
): string[] {
    if (!settings) return [];
    const at = "serving-gateway:openai";
    const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
    const problems: string[] = [];
    for (const endpoint of endpoints) {
        if (isSame(endpoint.path, settings.path)) {
            problems.push(`${at}.path "${settings.path}" is the path of the ${modelInWords(endpoint)} too. Change one`);
        }
        if (isSame(endpoint.apiId, openAiApi)) {
            problems.push(
                `${at} publishes an API with the identifier "${openAiApi}", which the API of the ` +
                    `${modelInWords(endpoint)} has. Set another apiId at its entry`,
            );
        }
    }
    const named = [
        ...(settings.models ?? []).map((name, index) => [`${at}.models[${index}]`, name] as const),
        ...Object.entries(settings.aliases).map(([alias, name]) => [`${at}.aliases.${alias}`, name] as const),
    ];
    for (const [key, name] of named) {
        const endpoint = endpoints.find(({ apiId }) => apiId === name);
        if (!endpoint && areAll) {
            const others = endpoints.filter((other) => other.name === name).map(({ apiId }) => `"${apiId}"`);
            problems.push(
                others.length > 0
                    ? `${key}: "${name}" is published as ${others.join(", ")}. Write ${others.length > 1 ? "one of these names" : "that name"}`
                    : `${key}: "${name}" is no endpoint that the stack publishes. Correct the name`,
            );
        }
        if (endpoint?.mock) {
            problems.push(
                `${key}: "${name}" answers with made-up examples (mock), which this API does not. Remove one`,
            );
        }
    }
    for (const [alias, name] of Object.entries(settings.aliases)) {
        if (endpoints.some((endpoint) => [endpoint.apiId, endpoint.name].includes(alias))) {
            problems.push(`${at}.aliases.${alias} is the name of an endpoint. Choose another alias`);
        } else if (settings.models && !settings.models.includes(name)) {
            problems.push(`${at}.aliases.${alias}: "${name}" is not in ${at}.models. Add it there`);
        }
    }
    return problems;
}
