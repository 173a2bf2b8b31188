import { z } from "zod";
import { text } from "./schema";
import { setting } from "./setting";

export const breakingChanges = setting({
    schema: z.enum(["warn", "refuse"], {
        error: 'must be "warn" (show what breaks callers, and publish it) or "refuse" (unless acceptContract names it)',
    }),
    default: "warn",
    at: ["stack", "endpoint"],
    words:
        "How to handle a new contract that breaks callers of the published one: `warn` or `refuse`. A removed " +
        "operation, a " +
        "new required field and a narrowed type break callers. `warn` shows them in the preview and publishes the " +
        "contract. `refuse` stops the deployment until the endpoint's `acceptContract` names the contract.",
    example: "refuse",
});

export const acceptContract = setting({
    schema: text("the first 12 hexadecimal digits of the new document's hash").regex(
        /^[0-9a-f]{12}$/,
        "must be the 12 hexadecimal digits that the error names, in quotes if they are all decimal",
    ),
    at: ["endpoint"],
    words:
        "The contract that is published although it breaks callers. The value is the 12 hexadecimal digits that " +
        "the error names.",
    example: "3f2a9c04b1de",
});
