import { z } from "zod";
import { fitsPattern } from "../databricks/patterns";
import type { ObservabilitySettings } from "./observability";
import { members, text, unlessEmpty } from "./schema";
import { setting } from "./setting";

/** What a million tokens of a model cost. */
export interface Price {
    /** Tokens of prompts. */
    readonly input: number;
    /** Tokens of answers. */
    readonly output: number;
    /** Tokens of prompts that the model has in its cache. @default `input` */
    readonly cachedInput?: number;
}

/** What tokens cost, by the names of models. */
export interface PricesSettings {
    /** ISO 4217, e.g. `USD`. */
    readonly currency: string;
    /** By patterns of the names of endpoints and model services. */
    readonly perMillionTokens: Readonly<Record<string, Price>>;
}

const amount = (what: string) =>
    z
        .number({ error: (issue) => (issue.input === undefined ? `is missing. Set it to ${what}` : `must be ${what}`) })
        .min(0, `must be ${what}`)
        .max(1_000_000, `must be ${what}`);

const priceSchema = members({
    input: amount("the price of a million tokens of prompts, from 0 to 1000000").describe(
        "Price of a million tokens of prompts.",
    ),
    output: amount("the price of a million tokens of answers, from 0 to 1000000").describe(
        "Price of a million tokens of answers.",
    ),
    cachedInput: amount("the price of a million cached tokens of prompts, from 0 to 1000000")
        .optional()
        .describe("Price of a million tokens of prompts that the model has in its cache. The default is `input`."),
}).superRefine(({ input, cachedInput = input }, context) => {
    if (cachedInput <= input) return;
    context.addIssue({
        code: "custom",
        path: ["cachedInput"],
        message: `is more than input (${input}). Set it to the price of cached tokens, which is the lower one`,
    });
});

const pricesSchema = members({
    currency: text("the currency's code, e.g. USD")
        .regex(/^[A-Z]{3}$/, "must be the currency's code of three capital letters (ISO 4217), e.g. USD")
        .describe("Code of the currency (ISO 4217), e.g. `USD`."),
    perMillionTokens: z
        .record(z.string().regex(/^[\w.*?-]{1,255}$/), priceSchema, {
            error: ({ code }) =>
                code === "invalid_key"
                    ? "must be the name of an endpoint or a model service, or a pattern of names: letters, digits, . _ - * ?"
                    : "must be an object with a price for each pattern of models' names",
        })
        .refine((prices) => Object.keys(prices).length > 0, "has no price. Add one, or remove serving-gateway:prices")
        .describe(
            "Prices by the name of the endpoint or the model service, or by a pattern of names: `*` stands for any " +
                "characters, `?` for one. Where several patterns fit, the one with the most other characters counts.",
        ),
});

/** The price of a model: of the patterns that fit, the most exact one says it. */
export function priceOf(model: string, { perMillionTokens }: PricesSettings): Price | undefined {
    const [best] = Object.keys(perMillionTokens)
        .filter((pattern) => fitsPattern(pattern, model))
        .sort((one, other) => exactness(other) - exactness(one) || (one < other ? -1 : 1));
    return best === undefined ? undefined : perMillionTokens[best];
}

/** Characters that stand for themselves. */
function exactness(pattern: string): number {
    return pattern.replace(/[*?]/g, "").length + (/[*?]/.test(pattern) ? 0 : 1);
}

/** @returns why nothing would show the prices */
export function priceProblems(
    prices: PricesSettings | undefined,
    observability: Pick<ObservabilitySettings, "applicationInsights"> | undefined,
): string[] {
    if (!prices || observability?.applicationInsights) return [];
    return [
        "serving-gateway:prices apply to the tokens that Application Insights has. Set " +
            "serving-gateway:observability.applicationInsights, or remove prices",
    ];
}

export const prices = setting({
    schema: unlessEmpty(pricesSchema),
    default: {},
    at: ["stack"],
    words:
        "The prices of models' tokens, from which the workbook computes cost by product, caller, model and day. A model " +
        "is an endpoint or a model service by its name. docs/cost.md says what the cost does not contain.",
    example: {
        currency: "USD",
        perMillionTokens: {
            "databricks-claude-*": { input: 3, output: 15, cachedInput: 0.3 },
            "support-chat": { input: 0.5, output: 1.5 },
        },
    },
});
