import assert from "node:assert/strict";
import { refusalOf, settingsWith } from "./configuration";

const place = "/subscriptions/00000000-0000-4000-8000-000000000000/resourceGroups/rg/providers/Microsoft.Insights";
const stack = {
    observability: { applicationInsights: `${place}/components/appi` },
    prices: { currency: "USD", perMillionTokens: { "*": { input: 1, output: 2 } } },
    products: [{ name: "gold", endpoints: ["churn"] }],
};
const mails = ["ml@contoso.example"];
const budget = { name: "models", amount: 10, mails };
const withBudgets = (...budgets: object[]) => ({ ...stack, budgets });

describe("budgets in the settings", () => {
    it("are for the whole stack unless they say otherwise", () => {
        const teams = {
            name: "teams",
            amount: 0.5,
            per: "product",
            only: ["gold"],
            actionGroups: [`${place}/actionGroups/ag`],
        };
        assert.deepEqual(settingsWith(withBudgets(budget, teams)).budgets, [
            { ...budget, per: "stack", actionGroups: [] },
            { ...teams, mails: [] },
        ]);
    });

    for (const [what, changes, says] of [
        ["without prices", { budgets: [budget] }, /budgets are amounts of money. Set serving-gateway:prices/],
        [
            "that nobody would hear of",
            withBudgets({ name: "a", amount: 1 }),
            /budgets\[0\]\.mails and actionGroups are both missing/,
        ],
        ["of nothing", withBudgets({ ...budget, amount: 0 }), /budgets\[0\]\.amount must be an amount above 0/],
        [
            "of one name",
            withBudgets(budget, { ...budget, name: "Models" }),
            /budgets\[1\]\.name is the name of another budget/,
        ],
        [
            "of a stack and some of it",
            withBudgets({ ...budget, only: ["gold"] }),
            /budgets\[0\]\.only is for budgets per product/,
        ],
        [
            "of a product that is not there",
            withBudgets({ ...budget, per: "product", only: ["silver"] }),
            /budgets\[0\]\.only names "silver", which serving-gateway:products does not list/,
        ],
        [
            "with an address that is none",
            withBudgets({ ...budget, mails: ["ml"] }),
            /budgets\[0\]\.mails\[0\] must be an address for mail/,
        ],
        [
            "with an address twice, whatever its case",
            withBudgets({ ...budget, mails: [...mails, "ML@contoso.example"] }),
            /budgets\[0\]\.mails\[1\] is listed already \("ML@contoso\.example"\)\. Remove one/,
        ],
        [
            "with an action group twice",
            withBudgets({ ...budget, actionGroups: [`${place}/actionGroups/ag`, `${place}/actiongroups/AG`] }),
            /budgets\[0\]\.actionGroups\[1\] is listed already/,
        ],
        [
            "with another resource's id",
            withBudgets({ ...budget, actionGroups: [`${place}/components/appi`] }),
            /actionGroups\[0\] must be the resource id of an action group: .*\/providers\/Microsoft\.Insights\/actionGroups\/<name>/,
        ],
    ] as const) {
        it(`are refused ${what}`, () => assert.match(refusalOf(changes), says));
    }
});
