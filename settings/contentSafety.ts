import { z } from "zod";
import { flag, members, orFalse, text, unlessEmpty, wholeNumber } from "./schema";
import { setting } from "./setting";

/** A category of harm, as Azure AI Content Safety names it. */
export type HarmCategory = "Hate" | "SelfHarm" | "Sexual" | "Violence";

/** How texts of callers and models are checked. */
export interface ContentSafetySettings {
    /** Identifier of the backend entity that leads to Azure AI Content Safety. */
    readonly backend: string;
    /** Severities, 0 to 7, from which a text is refused. */
    readonly categories: { readonly [category in HarmCategory]?: number };
    /** Refuse prompts that attack the model. */
    readonly shieldPrompt: boolean;
    /** Check the model's answers too. */
    readonly enforceOnCompletions: boolean;
    /** Characters of an answer that are checked at a time. @default the most that the service takes, 10,000 */
    readonly windowSize?: number;
    /** Characters of a window that the next one checks again. @default 0 */
    readonly windowOverlap?: number;
    /** An endpoint asks for it itself: its task has to be one whose texts are checked. */
    readonly isOwn?: true;
}

const threshold = wholeNumber(0, 7, "a severity from 0 (most restrictive) to 7").optional();

const contentSafetySchema = members({
    backend: text("the identifier of a backend of the API Management service")
        .regex(
            /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,78}[A-Za-z0-9_])?$/,
            "must be the identifier of a backend of the API Management service: 1 to 80 letters, digits and . _ -",
        )
        .describe(
            "Identifier of a backend that the service has: its URL is that of an Azure AI Content Safety resource, and " +
                "its credential the managed identity of the service.",
        ),
    categories: members({
        Hate: threshold.describe("Severity of hate from which a text is refused."),
        SelfHarm: threshold.describe("Severity of self-harm from which a text is refused."),
        Sexual: threshold.describe("Severity of sexual content from which a text is refused."),
        Violence: threshold.describe("Severity of violence from which a text is refused."),
    })
        .default({})
        .describe(
            "The categories of harm that are checked, each with the severity (0 to 7) from which a text is refused.",
        ),
    shieldPrompt: flag.default(false).describe("Whether prompts that attack the model are refused."),
    enforceOnCompletions: flag.default(false).describe("Whether the model's answers are checked, too."),
    windowSize: wholeNumber(1, 10_000, "a whole number of characters from 1 to 10000")
        .optional()
        .describe("Characters of an answer that are checked at a time. The default is 10,000, the service's limit."),
    windowOverlap: wholeNumber(0, 9999, "a whole number of characters from 0 to 9999")
        .optional()
        .describe(
            "Characters at the end of a window that the next window has again. Without it, windows do not overlap.",
        ),
}).superRefine(({ categories, shieldPrompt, enforceOnCompletions, windowSize, windowOverlap }, context) => {
    const issue = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    const isChecked = Object.values(categories).some((severity) => severity !== undefined);
    if (!isChecked && !shieldPrompt) {
        issue("categories", "names no category, and shieldPrompt is off: nothing would be checked. Set one of them");
    }
    if (enforceOnCompletions && !isChecked) {
        issue("enforceOnCompletions", "needs categories: prompt shields look at prompts only. Set categories");
    }
    if (!enforceOnCompletions && (windowSize ?? windowOverlap) !== undefined) {
        const name = windowSize === undefined ? "windowOverlap" : "windowSize";
        issue(name, "applies to answers only. Set enforceOnCompletions: true, or remove it");
    }
    if (windowOverlap !== undefined && windowOverlap >= (windowSize ?? 10_000)) {
        issue("windowOverlap", "must be less than windowSize");
    }
});

type Given = z.infer<typeof contentSafetySchema>;

/** What holds for an endpoint; undefined where nothing is checked. */
function contentSafetyOf(stack: Given | undefined, own: Given | false | undefined): ContentSafetySettings | undefined {
    if (own) return { ...own, isOwn: true };
    return own === false ? undefined : stack;
}

export const contentSafety = setting({
    schema: orFalse(contentSafetySchema),
    schemaAt: { stack: unlessEmpty(contentSafetySchema) },
    default: {},
    at: ["stack", "endpoint"],
    words:
        "The checks of prompts and answers by Azure AI Content Safety. They apply to endpoints for chat and the " +
        "Responses API. An endpoint's value replaces the stack's; `false` means no checks. " +
        "[governance.md](governance.md#content-safety) describes the backend and the rights that it needs.",
    example: {
        backend: "content-safety",
        categories: { Hate: 4, SelfHarm: 4, Sexual: 4, Violence: 4 },
        shieldPrompt: true,
    },
    combine: contentSafetyOf,
});
