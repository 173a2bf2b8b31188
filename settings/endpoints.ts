import { z } from "zod";
import { mockProblems } from "./mock";
import { rows } from "./rows";
import { endpointName, members } from "./schema";
import { setting, shapeAt } from "./setting";
import { workspaceMember } from "./workspace";

const endpointSchema = members({
    name: endpointName.describe("Name of the serving endpoint."),
    workspace: workspaceMember,
    ...shapeAt(rows, "endpoint"),
}).superRefine((endpoint, context) => {
    for (const message of mockProblems(endpoint)) context.addIssue({ code: "custom", path: ["mock"], message });
});

/** One entry of `endpoints`. */
export type ListedEndpoint = z.infer<typeof endpointSchema>;

export const endpoints = setting({
    schema: z.array(endpointSchema, { error: "must be a list of endpoints, e.g. - name: churn" }),
    default: [],
    at: ["stack"],
    words:
        "The serving endpoints to publish, one API each. An entry has the endpoint's `name` and the settings that apply to " +
        "this endpoint alone. A stack without entries needs `discover`.",
    example: [{ name: "churn" }, { name: "llama-chat", path: "models/chat", displayName: "Chat" }],
});
