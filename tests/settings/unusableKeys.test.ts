import assert from "node:assert/strict";
import { refusalOf } from "./configuration";

describe("a key that cannot be used", () => {
    const mails = ["ml-platform@contoso.example"];
    const priced = { currency: "USD", perMillionTokens: { "*": { input: 1, output: 1 } } };
    const cases: readonly [key: string, changes: Record<string, unknown>][] = [
        [
            "endpoints",
            {
                endpoints: [{ name: "churn" }, { name: "llama-chat", apiId: "-" }],
                products: [{ name: "gold", endpoints: ["churn"] }],
                openai: { path: "openai", aliases: { small: "churn" } },
            },
        ],
        ["groups", { groups: [{ name: "+" }], products: [{ name: "gold", endpoints: ["churn"], groups: ["risk"] }] }],
        [
            "products",
            { products: [{ name: "+" }], budgets: [{ name: "a", amount: 1, mails, per: "product", only: ["gold"] }] },
        ],
        ["prices", { prices: { currency: "dollars" }, budgets: [{ name: "a", amount: 1, mails }] }],
        ["observability", { observability: { applicationInsights: 1 }, prices: priced }],
        ["workspaces", { workspaces: { eu: { hosts: 1 } }, endpoints: [{ name: "churn", workspace: "eu" }] }],
    ];
    it("is told once of a number that is wrong in two ways", () => {
        const lines = refusalOf({ limits: { calls: { count: 1e99, seconds: 60 } } }).split("\n");
        assert.equal(lines.length, 2, lines.join("\n"));
    });

    for (const [key, changes] of cases) {
        it(`is what is told of ${key}, and not that others name what is in it`, () => {
            const [, ...lines] = refusalOf(changes).split("\n");
            assert.ok(lines.length > 0);
            for (const line of lines) assert.match(line, new RegExp(`^ *serving-gateway:${key}\\b`));
        });
    }
});
