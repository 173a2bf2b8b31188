import { z } from "zod";
import { flag, members, orFalse, unlessEmpty, wholeNumber } from "./schema";
import { setting, unlessOff } from "./setting";

/** What of the messages of language models Azure Monitor keeps. */
export interface AuditLog {
    /** Share of the calls whose messages are kept, in percent. */
    readonly sampling: number;
    /** Keep what callers send. */
    readonly prompts: boolean;
    /** Keep what models answer. */
    readonly answers: boolean;
    /** Bytes that are kept of each message; what is longer is cut off. */
    readonly maxBytes: number;
}

const percentage = "must be a percentage above 0 and up to 100";
const bytes = "a whole number of bytes from 1 to 262144";

const auditLogSchema = orFalse(
    members({
        sampling: z
            .number({ error: percentage })
            .positive(percentage)
            .max(100, percentage)
            .default(100)
            .describe("Percentage of the calls whose messages are kept. Calls that are left out leave no record."),
        prompts: flag.default(true).describe("Whether to keep what callers send."),
        answers: flag.default(true).describe("Whether to keep what models answer."),
        maxBytes: wholeNumber(1, 262_144, bytes)
            .default(32_768)
            .describe("Bytes that are kept of each prompt and of each answer. What is longer is cut off."),
    }).superRefine(({ prompts, answers }, context) => {
        if (prompts || answers) return;
        const message = "and answers are both false. Set one of them to true, or auditLog to false";
        context.addIssue({ code: "custom", path: ["prompts"], message });
    }),
);

export const auditLog = setting({
    schema: auditLogSchema,
    schemaAt: { stack: unlessEmpty(auditLogSchema) },
    default: {},
    at: ["stack", "endpoint"],
    words:
        "Whether Azure Monitor keeps the prompts and answers of language models. It does not unless this is set. They are personal data: docs/audit.md " +
        "says who can read them and how long they stay. An endpoint's value replaces the stack's. The service needs the " +
        "logger `azuremonitor` and a diagnostic setting with the category `GatewayLlmLogs`. It uses a preview version of " +
        "API Management (2025-09-01-preview).",
    example: { sampling: 100, maxBytes: 32768 },
    combine: unlessOff<AuditLog>,
});
