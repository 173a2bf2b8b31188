import { z } from "zod";
import { text } from "./schema";

/** What a new contract that breaks callers of the published one does: it is shown, or it stops the deployment. */
export const breakingChangesSchema = z.enum(["warn", "refuse"], {
    error: 'must be "warn" (show what breaks callers, and publish it) or "refuse" (unless acceptContract names it)',
});

export const acceptContractSchema = text("the first 12 hexadecimal digits of the new document's hash").regex(
    /^[0-9a-f]{12}$/,
    "must be the 12 hexadecimal digits that the refusal names, in quotes if they are all decimal",
);
