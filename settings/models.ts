import { z } from "zod";
import { modelServiceName } from "../databricks/sources/modelServices";
import { type Kind, type ModelId, sourceOf } from "../databricks/sources/sources";
import type { ListedEndpoint } from "./endpoints";
import { mockProblems } from "./mock";
import { rows } from "./rows";
import { members, text } from "./schema";
import { setting, shapeAt } from "./setting";
import { workspaceMember } from "./workspace";

/** Settings of endpoints that mean nothing for a model without a document, an address and tables of its own. */
const { document: _d, pool: _p, inputs: _i, routes: _r, missingDocument: _m, ...shape } = shapeAt(rows, "endpoint");

/** The others: what an entry of a list beside `endpoints` may have. */
export const modelShape = shape;

const modelSchema = members({
    modelService: text("the full name of a model service, e.g. system.ai.claude-sonnet-4-5")
        .regex(
            modelServiceName,
            "must be catalog.schema.name of a model service, each of letters, digits, hyphens and underscores, with 255 " +
                "characters at most",
        )
        .describe("Full name of the model service: `catalog.schema.name`."),
    workspace: workspaceMember,
    ...shape,
})
    .superRefine((model, context) => {
        const named = { ...model, kind: "modelService" as const, name: model.modelService };
        for (const message of mockProblems(named)) context.addIssue({ code: "custom", path: ["mock"], message });
    })
    .transform(({ modelService, ...more }): ListedModel => ({ name: modelService, kind: "modelService", ...more }));

/** One entry of `models` or of another list beside `endpoints`, in the form of an endpoint. */
export interface ListedModel extends ListedEndpoint {
    readonly kind: Kind;
}

export const models = setting({
    schema: z.array(modelSchema, {
        error: "must be a list of models, e.g. - modelService: system.ai.claude-sonnet-4-5",
    }),
    default: [],
    at: ["stack"],
    words:
        "The models to publish that are no serving endpoints, one API each. A model service of Unity AI Gateway is named by " +
        "`modelService`; Databricks calls it Beta on some pages. It needs no document: chats and embeddings are " +
        "published as OpenAI's API has them. The gateway sets `model` in each call, so callers reach no other model. The " +
        "identity of `credential` needs `EXECUTE`, `USE CATALOG` and `USE SCHEMA`, which the stack checks and never grants. " +
        "The default path is the full name.",
    example: [{ modelService: "system.ai.claude-sonnet-4-5", path: "models/claude", displayName: "Claude" }],
});

/** Longest identifier that an API gets from a name. */
const longestId = 70;

/** An identifier that the stack's outputs cannot have: @pulumi/pulumi copies them, and so sets the prototype of the copy. */
const lostInOutputs = "__proto__";

/** Models whose names cannot be an identifier, one line each with the fix. */
export function modelProblems(
    endpoints: readonly (ModelId & { readonly apiId: string })[],
    place: (index: number) => string,
): string[] {
    return endpoints.flatMap(({ name, apiId, kind, workspace }, index) => {
        const isTooLong = (kind !== undefined || workspace !== undefined) && apiId.length > longestId;
        if (!isTooLong && apiId !== lostInOutputs) return [];
        const would = isTooLong
            ? `be longer than ${longestId} characters`
            : `be "${apiId}", which Pulumi loses from the stack's outputs`;
        return [
            `${place(index)}: the identifier of the API of ${sourceOf(kind).noun} "${name}" would ${would}. Set apiId at ` +
                `its entry in serving-gateway:${sourceOf(kind).settings.list}`,
        ];
    });
}
