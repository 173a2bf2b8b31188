import type { Exchange } from "../exchange";
import { apiIdOf, userIdOf } from "../subjectNames";
import type { PolicyElement } from "../policyElement";
import { invalid, unsupported } from "../policyError";
import { allScopes, incomplete, type PolicyDefinition } from "../policyRule";
import { attributeText } from "../policyValue";
import { TokenMeter } from "../tokenMeter";
import type { Usage } from "../tokenUsage";

/** The schema has 10, the reference 5: Azure Monitor takes 10, of which the service uses 5. */
const maxDimensions = 5;

const metrics: Readonly<Record<string, keyof Usage>> = {
    "Total Tokens": "total",
    "Prompt Tokens": "prompt",
    "Completion Tokens": "completion",
};

/** Dimensions that need no value. What a call does not have is the empty text (record token-metric-empty-dimension). */
const defaults: Readonly<Record<string, (exchange: Exchange) => string | undefined>> = {
    "API ID": ({ subject }) => subject.api && apiIdOf(subject.api),
    "Operation ID": ({ subject }) => subject.operation?.name,
    "Product ID": ({ subject }) => subject.product?.name,
    "User ID": ({ subject }) => userIdOf(subject.subscription),
    "Subscription ID": ({ subject }) => subject.subscription?.name,
    "Gateway ID": () => "managed",
    "Backend ID": ({ target }) => target?.backendId,
};

/**
 * Sends how many tokens a call used to Application Insights, if the answer tells; those of a stream are estimated. They
 * arrive where a diagnostic of the API or of the service takes metrics.
 */
export const llmEmitTokenMetric: PolicyDefinition = {
    name: "llm-emit-token-metric",
    sections: ["inbound"],
    scopes: allScopes,
    rule: {
        attributes: {
            namespace: {},
            name: { supported: [] },
            "value-type": { supported: ["all"] },
            "ignore-prompt": { supported: ["false"] },
        },
        children: { dimension: { attributes: { name: { required: true }, value: { expression: true } } } },
    },
    compile(element) {
        const { children, attributes } = element;
        if (children.length === 0) throw incomplete(element, "dimension");
        // Record token-metric-dimensions.
        if (children.length > maxDimensions)
            throw invalid(element, `No more than ${maxDimensions} dimensions are allowed.`);
        const dimensions = children.map(dimension);
        const namespace = attributes.get("namespace");
        return async (exchange) => {
            const values = dimensions.map(({ name, valueOf }) => [name, valueOf(exchange)] as const);
            const meter = TokenMeter.of(exchange);
            // Once the backend has the request it is gone.
            await meter.prompt();
            meter.whenKnown(({ usage }) => {
                if (!usage) return;
                const all = Object.fromEntries(values.map(([name, value]) => [name, value() ?? ""]));
                for (const [name, part] of Object.entries(metrics)) {
                    exchange.emitMetric({ name, value: usage[part], namespace, dimensions: all });
                }
            });
        };
    },
};

interface Dimension {
    readonly name: string;
    /** Expressions are evaluated where the policy stands; which backend it was is known later. */
    valueOf(exchange: Exchange): () => string | undefined;
}

function dimension(element: PolicyElement): Dimension {
    const name = element.attributes.get("name")!;
    if (element.attributes.has("value")) {
        const textOf = attributeText(element, "value");
        return {
            name,
            valueOf: (exchange) => {
                const text = textOf(exchange);
                return () => text;
            },
        };
    }
    const byDefault = Object.hasOwn(defaults, name) ? defaults[name] : undefined;
    if (name === "Location") throw unsupported(element, "the dimension 'Location' without a value");
    // Record token-metric-dimension-needs-value.
    if (!byDefault) throw invalid(element, `The dimension '${name}' needs a value.`);
    return { name, valueOf: (exchange) => () => byDefault(exchange) };
}
