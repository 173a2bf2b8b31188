import { refusedByPolicy } from "../answers";
import { checksAnswers } from "../checkedAnswers";
import { contentSafetyOf, type SafetyCheck } from "../contentSafety";
import { Refusal } from "../exchange";
import type { PolicyElement } from "../policyElement";
import { invalid, unsupported } from "../policyError";
import type { PolicyDefinition } from "../policyRule";
import { parsedObject, promptTexts } from "../tokenUsage";
import { whole } from "../tokenMeter";

const names = ["Hate", "SelfHarm", "Sexual", "Violence"] as const;
const outputs = ["FourSeverityLevels", "EightSeverityLevels"] as const;

/** What callers get whose request, or whose answer, is not let through. */
export const refusedContent = "Request failed content safety check.";

/**
 * Sends the texts of a request to Azure AI Content Safety, and those of the answer where it is asked to, and lets neither pass
 * in which the service finds what the policy names. A check that fails counts as a find.
 */
export const llmContentSafety: PolicyDefinition = {
    name: "llm-content-safety",
    sections: ["inbound", "outbound"],
    scopes: ["service", "product", "api"],
    notInSkus: ["Consumption"],
    rule: {
        attributes: {
            "backend-id": { required: true },
            "shield-prompt": { type: "boolean" },
            "enforce-on-completions": { type: "boolean" },
            "window-size": { type: "integer" },
            "window-overlap-size": { type: "integer" },
        },
        children: {
            categories: {
                attributes: { "output-type": { type: outputs } },
                children: {
                    category: {
                        attributes: {
                            name: { required: true, type: names },
                            threshold: { required: true, type: "integer" },
                        },
                    },
                },
            },
            blocklists: { children: { id: { text: true } }, unsupported: true },
        },
    },
    compile(element, { section, lookups }) {
        if (section === "outbound") throw unsupported(element, "the policy 'llm-content-safety' in outbound");
        const { attributes } = element;
        const backendId = attributes.get("backend-id")!;
        const isOn = (name: string) => attributes.get(name)?.toLowerCase() === "true";
        const [shieldPrompt, enforceOnCompletions] = [isOn("shield-prompt"), isOn("enforce-on-completions")];
        const size = (name: string) => (attributes.has(name) ? Number(attributes.get(name)) : undefined);
        const [windowSize = 10_000, overlap = 0] = [size("window-size"), size("window-overlap-size")];
        checkWindow(element, windowSize, overlap);
        const check: SafetyCheck = { backendId, ...categoriesOf(element) };
        if (!lookups.backend(backendId)) {
            throw invalid(element, `Backend with id '${backendId}' could not be found.`);
        }
        return async (exchange) => {
            const service = contentSafetyOf(exchange, check);
            exchange.request.body = await whole(exchange.request.body);
            const texts = promptTexts(parsedObject(exchange.request.body?.toString() ?? ""));
            const refusal = () => {
                const refused = new Refusal(refusedContent, refusedByPolicy(403, refusedContent));
                // An answer is refused when the policy is through.
                refused.source = "llm-content-safety";
                return refused;
            };
            const text = texts.join("\n");
            if (text !== "") {
                const isSafe = (await service.isSafe(text)) && !(shieldPrompt && (await service.isAttack(text)));
                if (!isSafe) throw refusal();
            }
            if (!enforceOnCompletions) return;
            const isSafe = (answer: string) => service.isSafe(answer, windowSize, overlap);
            exchange.later.answered.push(() => checksAnswers(exchange, { isSafe, windowSize, overlap, refusal }));
        };
    },
};

/** Record content-safety-window. */
function checkWindow(element: PolicyElement, size: number, overlap: number): void {
    if (size < 1 || size > 10_000) throw invalid(element, "The 'window-size' attribute must be between 1 and 10000.");
    if (overlap >= size) throw invalid(element, "The 'window-overlap-size' attribute must be less than 'window-size'.");
}

function categoriesOf({ children }: PolicyElement): Pick<SafetyCheck, "thresholds" | "outputType"> {
    const categories = children.find(({ name }) => name === "categories");
    const thresholds = (categories?.children ?? []).map((category): [string, number] => {
        const threshold = Number(category.attributes.get("threshold"));
        // Record content-safety-threshold.
        if (threshold > 7) throw invalid(category, "The 'threshold' attribute must be between 0 and 7.");
        return [category.attributes.get("name")!, threshold];
    });
    return {
        thresholds: new Map(thresholds),
        outputType: categories?.attributes.get("output-type") ?? "FourSeverityLevels",
    };
}
