import assert from "node:assert/strict";
import { refusalOf, settingsWith } from "./configuration";

const applicationInsights =
    "/subscriptions/00000000-0000-4000-8000-000000000000/resourceGroups/rg/providers/microsoft.insights/components/appi";
const observability = { applicationInsights };
const priced = (perMillionTokens: unknown, more: object = {}) => ({
    observability,
    prices: { currency: "USD", perMillionTokens, ...more },
});

describe("prices in the settings", () => {
    it("are none where the stack says nothing", () => {
        assert.equal(settingsWith({}).prices, undefined);
        assert.equal(settingsWith({ prices: {} }).prices, undefined);
    });

    it("are kept by pattern, free models among them", () => {
        const prices = {
            "databricks-*": { input: 3, output: 15, cachedInput: 0.3 },
            "main.ai.chat": { input: 0, output: 0 },
        };
        assert.deepEqual(settingsWith(priced(prices)).prices, { currency: "USD", perMillionTokens: prices });
    });

    for (const [what, changes, says] of [
        [
            "without tokens to apply them to",
            { prices: priced({ a: { input: 1, output: 1 } }).prices },
            /Set serving-gateway:observability\.applicationInsights, or remove prices/,
        ],
        [
            "without a currency's code",
            priced({ a: { input: 1, output: 1 } }, { currency: "$" }),
            /prices\.currency must be the currency's code of three/,
        ],
        ["of nothing", priced({}), /prices\.perMillionTokens has no price/],
        [
            "below zero",
            priced({ a: { input: -1, output: 1 } }),
            /prices\.perMillionTokens\.a\.input must be the price of a million/,
        ],
        ["without the price of answers", priced({ a: { input: 1 } }), /prices\.perMillionTokens\.a\.output is missing/],
        [
            "with cached tokens that cost more",
            priced({ a: { input: 1, output: 1, cachedInput: 2 } }),
            /a\.cachedInput is more than input \(1\)/,
        ],
        [
            "with a word that is no member",
            priced({ a: { input: 1, output: 1, cached: 2 } }),
            /prices\.perMillionTokens\.a\.cached /,
        ],
        [
            "of a name that no model can have",
            priced({ "a b": { input: 1, output: 1 } }),
            /prices\.perMillionTokens\.a b must be the name of an endpoint/,
        ],
    ] as const) {
        it(`are refused ${what}`, () => assert.match(refusalOf(changes), says));
    }
});
