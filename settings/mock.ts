import { z } from "zod";

/** `mock` of the stack's configuration, or of one endpoint: callers get made-up answers, and the workspace no calls. */
export const mockSchema = z.boolean({ error: "must be true (answers are made up from the document) or false" });
