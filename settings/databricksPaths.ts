import { type ModelId, modelInWords } from "../databricks/sources/sources";
import { z } from "zod";
import { setting } from "./setting";

/** Identifier of the API with Databricks' own paths, behind the prefix. */
export const databricksApi = "databricks-paths";

/** What those paths begin with, under the gateway's host. */
export const databricksPrefixes = ["serving-endpoints", "api/2.0/serving-endpoints"] as const;

export const databricksPaths = setting({
    schema: z.boolean({ error: "must be true or false" }),
    default: false,
    at: ["stack"],
    words:
        "Whether Databricks' clients reach every endpoint with the gateway's URL as their host. One more API then has " +
        "Databricks' own paths. It has no path of its own, and a service takes one such API: of the stacks that share a " +
        "service, only one can have it. A key of a product lists and reaches the endpoints of that product. A key of all " +
        "APIs or of this API reaches all of them. A key of another API is refused.",
    example: true,
});

/** What is wrong with those paths beside the endpoints, a line for each. */
export function databricksProblems(
    isOn: boolean,
    endpoints: readonly (ModelId & { readonly apiId: string; readonly path: string })[],
): string[] {
    if (!isOn) return [];
    const at = "serving-gateway:databricksPaths";
    return endpoints.flatMap((model) => {
        const { apiId, path } = model;
        const own = path.toLowerCase();
        const hidden = databricksPrefixes.find((prefix) => `${prefix}/`.startsWith(`${own}/`));
        return [
            ...(hidden === undefined
                ? []
                : [
                      `${at} publishes ${hidden}, which the path "${path}" of the ${modelInWords(model)} hides. Change that path`,
                  ]),
            ...(apiId.toLowerCase() === databricksApi
                ? [
                      `${at} publishes an API with the identifier "${databricksApi}", which the API of the ` +
                          `${modelInWords(model)} has. Set another apiId at its entry`,
                  ]
                : []),
        ];
    });
}
