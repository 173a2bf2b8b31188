import { z } from "zod";
import { appName } from "../databricks/sources/apps";
import { mockProblems } from "./mock";
import { type ListedModel, modelShape } from "./models";
import { members, text } from "./schema";
import { setting } from "./setting";
import { workspaceMember } from "./workspace";

const appSchema = members({
    name: text("the name of a Databricks App, e.g. support-agent")
        .regex(appName, "must be the name of an app: lowercase letters, digits and hyphens")
        .describe("Name of the app."),
    workspace: workspaceMember,
    document: text("where the app serves its OpenAPI document, e.g. /openapi.json, or the path of a file")
        .regex(
            /^(\/[A-Za-z0-9._~-]+(\/[A-Za-z0-9._~-]+)*|[^/].*)$/,
            "must be a path of the app, e.g. /openapi.json, or the path of a file from the program's directory",
        )
        .optional()
        .describe(
            "Path at which the app serves its OpenAPI document, or of a file (JSON) from the program's directory. The default " +
                "is `/openapi.json`.",
        ),
    ...modelShape,
})
    .superRefine((app, context) => {
        for (const message of mockProblems({ ...app, kind: "app" }))
            context.addIssue({ code: "custom", path: ["mock"], message });
    })
    .transform((app): ListedModel => ({ kind: "app", ...app }));

export const apps = setting({
    schema: z.array(appSchema, { error: "must be a list of apps, e.g. - name: support-agent" }),
    default: [],
    at: ["stack"],
    words:
        "The Databricks Apps to publish, one API each, by the OpenAPI document that an app serves. Apps take OAuth tokens of " +
        "Databricks only: `credential` has to be `oauthM2M` or `passthrough`, and the deployment needs `oauth-m2m` to read " +
        "the document. The identity of `credential` needs `CAN_USE` on the app, which the stack checks and never grants. The " +
        "default path is the name.",
    example: [{ name: "support-agent", path: "agents/support", displayName: "Support agent" }],
});
