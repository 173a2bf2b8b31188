import type { ApiFeature } from "./apiFeature";
import type { PolicyElement } from "./policyElement";

/** The tokens of calls are counted, where a language model answers them. */
export const tokenMetrics: ApiFeature = ({ called, observability }) =>
    called && observability?.tokenMetrics
        ? [{ slot: "metrics", elements: ({ usesTokens }) => (usesTokens ? [emitTokenMetric] : []) }]
        : [];

/** Where the metrics are among those of Application Insights. */
export const namespace = "serving-gateway";

/** What the tokens are counted by; these are names that API Management knows the values of. */
export const tokenDimensions = ["API ID", "Product ID", "Subscription ID"] as const;

/** Tells Application Insights how many tokens a call used: `Prompt Tokens`, `Completion Tokens`, `Total Tokens`. */
const emitTokenMetric: PolicyElement = {
    name: "llm-emit-token-metric",
    attributes: { namespace },
    children: tokenDimensions.map((name) => ({ name: "dimension", attributes: { name } })),
    sections: ["inbound"],
};
