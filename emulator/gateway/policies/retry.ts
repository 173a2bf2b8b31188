import { BackendUnavailable, runSteps } from "../exchange";
import { withBodies } from "../messageBodies";
import { invalid } from "../policyError";
import { allScopes, allSections, incomplete, type AttributeRule, type PolicyDefinition } from "../policyRule";
import { attributeCondition, attributeFlag, attributeNumber } from "../policyValue";

const maxCount = 50;

const number: AttributeRule = { type: "integer", expression: true };

/**
 * Runs its policies once, and again as long as the condition holds, at most `count` times more. An error in one of them
 * ends it, as any other does. An interval of 0 is taken: policies in production have it, whatever the reference says.
 *
 * Waits: `interval`; with `delta` it grows by that each time; with `max-interval` as well it doubles, up to that, as in
 * the reference's example (its formula gives other numbers). Of the random 0.8 to 1.2 the emulator always takes the 1.
 * Expressions are evaluated before each wait (record retry-evaluates-before-each-wait).
 */
export const retry: PolicyDefinition = {
    name: "retry",
    sections: allSections,
    scopes: allScopes,
    rule: {
        attributes: {
            condition: { required: true, expression: true },
            count: { ...number, required: true },
            interval: { ...number, required: true },
            "max-interval": number,
            delta: number,
            "first-fast-retry": { type: "boolean", expression: true },
        },
        policies: true,
    },
    compile(element, site) {
        const { attributes } = element;
        const literal = Number(attributes.get("count"));
        // Record retry-count-range.
        if (literal < 1 || literal > maxCount) {
            throw invalid(element, `The 'count' attribute has to be 1 to ${maxCount}.`);
        }
        if (element.children.length === 0) throw incomplete(element, "policy");
        const countOf = attributeNumber(element, "count", 0, { least: 1, most: maxCount });
        const intervalOf = attributeNumber(element, "interval", 0);
        const maxOf = attributeNumber(element, "max-interval", Infinity);
        const deltaOf = attributeNumber(element, "delta", 0);
        const isExponential = attributes.has("max-interval") && attributes.has("delta");
        const firstAtOnce = attributeFlag(element, "first-fast-retry", false);
        const again = attributeCondition(element, "condition");
        const steps = site.steps(element);
        return async (exchange, side) => {
            for (let retries = 0; ; retries++) {
                let unavailable: BackendUnavailable | undefined;
                try {
                    if ((await runSteps(steps, exchange, side)) === "finish") return "finish";
                } catch (error) {
                    if (!(error instanceof BackendUnavailable)) throw error;
                    unavailable = error;
                }
                const ends = (): boolean => retries >= countOf(exchange) || !again(exchange);
                if (await withBodies(exchange, ends)) {
                    if (unavailable) throw unavailable;
                    return;
                }
                if (retries === 0 && firstAtOnce(exchange)) continue;
                const seconds = await withBodies(exchange, () => {
                    const growth = deltaOf(exchange) * (isExponential ? 2 ** retries - 1 : retries);
                    return Math.min(intervalOf(exchange) + growth, maxOf(exchange));
                });
                if (seconds > 0) await exchange.runtime.sleep(seconds * 1000, exchange.signal);
            }
        };
    },
};
