import assert from "node:assert/strict";
import { parsePolicy, PolicyError } from "../../../emulator/gateway/policy";
import { allScopes, allSections, type Scope, type Section } from "../../../emulator/gateway/policyRule";
import { policies } from "./policyDocuments";

const v2 = ["BasicV2", "StandardV2", "PremiumV2"];

interface Places {
    readonly element: string;
    /** @default inbound only */
    readonly sections?: readonly Section[];
    /** @default all */
    readonly scopes?: readonly Scope[];
    /** @default none */
    readonly notIn?: readonly string[];
    /** May stand once only. @default false */
    readonly once?: boolean;
}

const origins = "<allowed-origins><origin>https://a.example.com</origin></allowed-origins>";
const metric = '<dimension name="API ID" />';

/** Each policy in its smallest form, and where it may stand. */
const places: Readonly<Record<string, Places>> = {
    "rate-limit": {
        element: '<rate-limit calls="1" renewal-period="60" />',
        scopes: ["product", "api", "operation"],
        once: true,
    },
    "rate-limit-by-key": {
        element: '<rate-limit-by-key calls="1" renewal-period="60" counter-key="k" />',
        notIn: ["Consumption"],
    },
    quota: { element: '<quota calls="1" renewal-period="60" />', scopes: ["product"], once: true },
    "quota-by-key": {
        element: '<quota-by-key calls="1" renewal-period="300" counter-key="k" />',
        notIn: ["Consumption"],
    },
    "llm-token-limit": {
        element: '<llm-token-limit counter-key="k" tokens-per-minute="1" estimate-prompt-tokens="false" />',
        notIn: ["Consumption"],
    },
    "llm-emit-token-metric": { element: `<llm-emit-token-metric>${metric}</llm-emit-token-metric>` },
    cors: { element: `<cors>${origins}</cors>`, once: true },
    "ip-filter": { element: '<ip-filter action="allow"><address>10.0.0.1</address></ip-filter>' },
    "limit-concurrency": {
        element: '<limit-concurrency key="k" max-count="1"><cache-remove-value key="k" /></limit-concurrency>',
        sections: allSections,
    },
};

function refusal(document: string, scope: Scope, sku?: string): PolicyError | undefined {
    const lookups = { namedValue: () => undefined, backend: () => false, ...(sku && { sku }) };
    try {
        parsePolicy(document, scope, lookups, "rawxml");
        return undefined;
    } catch (error) {
        assert.ok(error instanceof PolicyError, String(error));
        return error;
    }
}

/** Without the place. */
function problem(element: string, scope: Scope = "api"): string {
    const error = refusal(policies({ inbound: element }), scope);
    assert.ok(error, `the policy was taken: ${element}`);
    return error.message.replace(/ on line \d+, column \d+:/, ":");
}

describe("limits in their places", () => {
    for (const [name, { element, sections = ["inbound"], scopes = allScopes, notIn = [], once }] of Object.entries(
        places,
    )) {
        it(`are taken in the sections and scopes of ${name}, and nowhere else`, () => {
            for (const section of allSections) {
                for (const scope of allScopes) {
                    const found = refusal(policies({ [section]: element }), scope)?.message;
                    if (!sections.includes(section)) {
                        assert.match(found!, /: Policy is not allowed in the specified section$/);
                    } else if (!scopes.includes(scope)) {
                        assert.match(found!, /: Policy is not allowed in the specified scope$/);
                    } else {
                        assert.equal(found, undefined, `${section} ${scope}`);
                    }
                }
            }
        });

        it(`are taken in the tiers of ${name}, and in no other`, () => {
            const [scope] = scopes;
            for (const sku of ["Developer", "Basic", "Standard", "Premium", "Consumption", ...v2]) {
                const expected = notIn.includes(sku)
                    ? `Error in element '${name}' on line 1, column 21: Policy is not allowed in '${sku}' sku`
                    : undefined;
                assert.equal(refusal(policies({ inbound: element }), scope!, sku)?.message, expected, sku);
            }
        });

        it(`are taken ${once ? "once" : "more than once"}: ${name}`, () => {
            const error = refusal(policies({ inbound: element + element }), scopes[0]!);
            assert.equal(error === undefined, !once);
        });

        it(`have an id, and no attributes that ${name} does not know`, () => {
            const other = element.replace(/^<([a-z-]+)/, '<$1 x="1"');
            const expected = `Error in element '${name}': The 'x' attribute is not declared.`;
            assert.equal(problem(other, scopes[0]), expected);
            const named = element.replace(/^<([a-z-]+)/, '<$1 id="mine"');
            assert.equal(refusal(policies({ [sections[0]!]: named }), scopes[0]!), undefined);
        });
    }
});

describe("limits in their shape", () => {
    for (const [element, message, scope = "api"] of [
        ['<rate-limit renewal-period="60" />', "'rate-limit': The required attribute 'calls' is missing."],
        ['<rate-limit calls="1" />', "'rate-limit': The required attribute 'renewal-period' is missing."],
        [
            '<rate-limit-by-key calls="1" renewal-period="0" counter-key="k" />',
            "'rate-limit-by-key': The 'renewal-period' attribute has to be 1 to 300.",
        ],
        [
            '<rate-limit-by-key calls="1" renewal-period="60" />',
            "'rate-limit-by-key': The required attribute 'counter-key' is missing.",
        ],
        [
            '<rate-limit-by-key calls="many" renewal-period="60" counter-key="k" />',
            "'rate-limit-by-key': The 'calls' attribute is invalid - The value is invalid according to its datatype 'Integer'.",
        ],
        [
            '<quota renewal-period="60" />',
            "'quota': Either 'calls' or 'bandwidth' or both must be specified.",
            "product",
        ],
        [
            '<quota-by-key calls="1" renewal-period="300" counter-key="k" first-period-start="2026-12-01" />',
            "'quota-by-key': The 'first-period-start' attribute is no date and time.",
        ],
        [
            '<llm-token-limit counter-key="k" tokens-per-minute="1" />',
            "'llm-token-limit': The required attribute 'estimate-prompt-tokens' is missing.",
        ],
        [
            '<llm-token-limit counter-key="k" token-quota="1" token-quota-period="daily" estimate-prompt-tokens="true" />',
            "'llm-token-limit': The 'token-quota-period' attribute is invalid - The value is invalid according to its datatype 'String' - The Enumeration constraint failed.",
        ],
        [
            '<llm-token-limit counter-key="k" token-quota="1" token-quota-period="Daily" estimate-prompt-tokens="true" remaining-quota-tokens-header-name="X" />',
            "'llm-token-limit': The 'remaining-quota-tokens-header-name' attribute is unavailable for websocket APIs and global/product policies.",
            "product",
        ],
        [
            "<llm-emit-token-metric />",
            "'llm-emit-token-metric': The element 'llm-emit-token-metric' has incomplete content. List of possible elements expected: 'dimension'.",
        ],
        [
            '<llm-emit-token-metric><dimension name="Client IP" /></llm-emit-token-metric>',
            "'dimension': The dimension 'Client IP' needs a value.",
        ],
        [
            "<cors />",
            "'cors': The element 'cors' has incomplete content. List of possible elements expected: 'allowed-origins'.",
        ],
        [
            "<cors><allowed-origins /></cors>",
            "'allowed-origins': The element 'allowed-origins' has incomplete content. List of possible elements expected: 'origin'.",
        ],
        [
            "<ip-filter><address>10.0.0.1</address></ip-filter>",
            "'ip-filter': The required attribute 'action' is missing.",
        ],
        [
            '<ip-filter action="deny"><address>10.0.0.1</address></ip-filter>',
            "'ip-filter': The 'action' attribute is invalid - The value is invalid according to its datatype 'String' - The Enumeration constraint failed.",
        ],
        [
            '<ip-filter action="allow" />',
            "'ip-filter': The element 'ip-filter' has incomplete content. List of possible elements expected: 'address'.",
        ],
        [
            '<ip-filter action="allow"><address-range from="10.0.0.2" to="::1" /></ip-filter>',
            "'address-range': The IP address range is invalid.",
        ],
        ['<limit-concurrency max-count="1" />', "'limit-concurrency': The required attribute 'key' is missing."],
    ] as [string, string, Scope?][]) {
        it(`are refused as invalid: ${element}`, () => {
            assert.equal(problem(element, scope), `Error in element ${message}`);
            assert.equal(refusal(policies({ inbound: element }), scope)?.unsupported, false);
        });
    }

    for (const [element, scope = "api"] of [
        ['<rate-limit calls="1" renewal-period="60"><api id="a" calls="1" renewal-period="60" /></rate-limit>'],
        ['<quota calls="1" renewal-period="60"><api id="a" calls="1" /></quota>', "product"],
        ['<rate-limit-by-key calls="@(1)" renewal-period="60" counter-key="k" />'],
        ['<rate-limit-by-key calls="1" renewal-period="60" counter-key="k" flexible-retry-window="true" />'],
        ['<rate-limit-by-key calls="1" renewal-period="60" counter-key="@(Environment.MachineName)" />'],
        [
            '<llm-token-limit counter-key="k" tokens-per-minute="1" estimate-prompt-tokens="true" prompt-type="embeddings" />',
        ],
        ['<llm-emit-token-metric name="x"><dimension name="API ID" /></llm-emit-token-metric>'],
        ['<llm-emit-token-metric><dimension name="Location" /></llm-emit-token-metric>'],
        ['<azure-openai-token-limit counter-key="k" tokens-per-minute="1" estimate-prompt-tokens="true" />'],
        ['<ip-filter action="allow"><address>@(context.Request.IpAddress)</address></ip-filter>'],
        [`<cors allow-credentials="@(true)">${origins}</cors>`],
    ] as [string, Scope?][]) {
        it(`are refused as not emulated: ${element}`, () => {
            assert.equal(refusal(policies({ inbound: element }), scope)?.unsupported, true);
        });
    }
});

describe("texts of expressions", () => {
    for (const expression of [
        "@(context.Subscription.Id)",
        '@(context.Subscription?.Id ?? "anonymous")',
        "@(context.Subscription?.Id ?? context.User?.Id ?? context.Request.IpAddress)",
        '@("calls/" + (context.Product?.Id ?? "none") + ":" + context.Request.IpAddress)',
        "@(context.RequestId.ToString())",
        '@(((Jwt)context.Variables["jwt"]).Subject ?? "none")',
        '@(context.Api.Id + ":" + ((Jwt)context.Variables["jwt"]).Claims.GetValueOrDefault("oid", ""))',
        '@(context.Request.Headers.GetValueOrDefault("X-Team", "none"))',
        '@(("a" + ("b")))',
    ]) {
        it(`are put together: ${expression}`, () => {
            const element = `<rate-limit-by-key calls="1" renewal-period="60" counter-key="${expression}" />`;
            assert.equal(refusal(policies({ inbound: element }), "api"), undefined);
        });
    }

    for (const expression of [
        '@("a" + )',
        '@(+ "a")',
        '@("a" - 1)',
        '@(("a")',
        '@("a" "b")',
        "@(context.Subscription)",
        '@(context.Subscription?.Length ?? "none")',
        "@(context.Api.Id ?? )",
        '@(("a" + "b")("c"))',
    ]) {
        it(`are not made up: ${expression}`, () => {
            const element = `<rate-limit-by-key calls="1" renewal-period="60" counter-key="${expression}" />`;
            assert.ok(refusal(policies({ inbound: element }), "api"));
        });
    }
});
