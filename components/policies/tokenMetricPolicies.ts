import type { PolicyElement } from "./policyElement";

/** Where the metrics are among those of Application Insights. */
export const namespace = "serving-gateway";

/** What the tokens are counted by; these are names that API Management knows the values of. */
export const tokenDimensions = ["API ID", "Product ID", "Subscription ID"] as const;

/** Tells Application Insights how many tokens a call used: `Prompt Tokens`, `Completion Tokens`, `Total Tokens`. */
export const emitTokenMetric: PolicyElement = {
    name: "llm-emit-token-metric",
    attributes: { namespace },
    children: tokenDimensions.map((name) => ({ name: "dimension", attributes: { name } })),
    sections: ["inbound"],
};
