import type { ContentSafetySettings } from "../../settings/contentSafety";
import { features } from "../gateway/tiers";
import type { ApiFeature } from "./apiFeature";
import type { Refusal } from "./contribution";
import { returnError } from "./errors";
import { attribute, type PolicyElement } from "./policyElement";
import { expression } from "./policyText";

/** Prompts and answers of language models are checked by Azure AI Content Safety. */
export const contentSafety: ApiFeature = ({ called, contentSafety: settings }) => {
    if (!called || !settings) return [];
    const { isOwn } = settings;
    return [
        {
            slot: "contentSafety",
            elements: ({ converses }) => (converses ? [llmContentSafety(settings)] : []),
            problem: ({ converses }) => (isOwn && !converses ? otherTask(called.endpoint) : undefined),
            requires: [{ setting: "serving-gateway:contentSafety", feature: features.contentSafety }],
            refusals: ({ converses }) => (converses ? [refusedContent] : []),
        },
    ];
};

const otherTask = (endpoint: string) =>
    `endpoint "${endpoint}": contentSafety checks chat and responses, and the endpoint's task is another one. Remove it there`;

const refusedContent: Refusal = [
    expression`context.LastError.Source == "llm-content-safety"`,
    [returnError(403, "Forbidden", "The content of this call is not allowed.")],
];

function llmContentSafety(settings: ContentSafetySettings): PolicyElement {
    const { backend, categories, shieldPrompt, enforceOnCompletions, windowSize, windowOverlap } = settings;
    const thresholds = Object.entries(categories).filter(([, threshold]) => threshold !== undefined);
    const category = ([name, threshold]: [string, number]) => ({
        name: "category",
        attributes: { name, threshold: attribute(threshold) },
    });
    return {
        name: "llm-content-safety",
        attributes: {
            "backend-id": backend,
            "shield-prompt": attribute(shieldPrompt),
            "enforce-on-completions": attribute(enforceOnCompletions),
            "window-size": attribute(windowSize),
            "window-overlap-size": attribute(windowOverlap),
        },
        children:
            thresholds.length === 0
                ? []
                : [
                      {
                          name: "categories",
                          // All severities from 0 to 7 are told apart, which is what thresholds are of.
                          attributes: { "output-type": "EightSeverityLevels" },
                          children: thresholds.map(category),
                      },
                  ],
        sections: ["inbound"],
    };
}
