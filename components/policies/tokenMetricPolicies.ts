import type { ApiFeature } from "./apiFeature";
import { modelsApi } from "./counting";
import type { PolicyElement } from "./policyElement";
import { expression } from "./policyText";

/** The tokens of calls are counted, where a language model answers them. */
export const tokenMetrics: ApiFeature = ({ called, observability, isShared }) =>
    called && observability?.tokenMetrics
        ? [{ slot: "metrics", elements: ({ usesTokens }) => (usesTokens ? [emitTokenMetric(isShared)] : []) }]
        : [];

/** Where the metrics are among those of Application Insights. */
export const namespace = "serving-gateway";

/** What the tokens are counted by; these are names that API Management knows the values of. */
export const tokenDimensions = ["API ID", "Product ID", "Subscription ID"] as const;

/** Tells Application Insights how many tokens a call used: `Prompt Tokens`, `Completion Tokens`, `Total Tokens`. */
function emitTokenMetric(isShared = false): PolicyElement {
    const valueOf = (name: string) => (isShared && name === "API ID" ? ofModel : undefined);
    return {
        name: "llm-emit-token-metric",
        attributes: { namespace },
        children: tokenDimensions.map((name) => ({ name: "dimension", attributes: { name, value: valueOf(name) } })),
        sections: ["inbound"],
    };
}

/** The tokens are the model's, whichever API its caller calls. */
const ofModel = expression`(string)context.Variables["${modelsApi}"]`;
