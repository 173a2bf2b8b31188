import assert from "node:assert/strict";
import Ajv from "ajv";
import type { Budget } from "../../../settings/budgets";
import { churn, declare, ofType, one } from "../declare";
import schemas from "./armSchemas.json";

const id =
    "/subscriptions/00000000-0000-4000-8000-000000000000/resourceGroups/rg-monitor/providers/Microsoft.Insights/components/appi";
const observability = {
    applicationInsights: { id, subscriptionId: "s", resourceGroup: "rg-monitor", name: "appi" },
    workbook: true,
};
const prices = { currency: "USD", perMillionTokens: { "chat-*": { input: 3, output: 15 } } };
const budget = {
    name: "models",
    amount: 2000,
    per: "stack",
    mails: ["ml@contoso.example"],
    actionGroups: ["/ag"],
} as const;
const endpoints = [{ ...churn, name: "chat-a", path: "chat", observability: { sampling: 100, tokenMetrics: true } }];

const withBudgets = (...budgets: object[]) =>
    declare({ endpoints, observability, prices, budgets: budgets as Budget[] });

describe("budgets", () => {
    it("have an alert at 50, 80 and 100 % of the amount, the more severe the more it is", async () => {
        const { declared } = await withBudgets(budget);
        const rules = ofType(declared, "ScheduledQueryRule");
        assert.deepEqual(
            rules.map(({ name, inputs }) => [name, inputs.criteria.allOf[0].threshold, inputs.severity]),
            [
                ["gateway-budget-models-50", 50, 3],
                ["gateway-budget-models-80", 80, 2],
                ["gateway-budget-models-100", 100, 1],
            ],
        );
        const [{ inputs }] = rules as [(typeof rules)[0]];
        assert.deepEqual(
            [inputs.ruleName, inputs.scopes, inputs.resourceGroupName, inputs.location],
            ["apim-contoso-test-budget-models-50", [id], "rg-apis", "northeurope"],
        );
        assert.match(inputs.criteria.allOf[0].query, /^customMetrics\n/);
        assert.match(inputs.criteria.allOf[0].query, /\/ real\(2000\)$/);
    });

    it("look no further back than an alert can", async () => {
        const { declared } = await withBudgets(budget);
        for (const { inputs } of ofType(declared, "ScheduledQueryRule")) {
            assert.deepEqual([inputs.windowSize, inputs.evaluationFrequency], ["P1D", "PT1H"]);
            assert.doesNotMatch(inputs.criteria.allOf[0].query, /startofmonth|ago\(/);
        }
    });

    it("send mails through an action group of the stack, and tell the groups that they name", async () => {
        const { declared } = await withBudgets(budget, { ...budget, name: "silent", mails: [] });
        const { inputs } = one(declared, "ActionGroup");
        assert.deepEqual(inputs.emailReceivers, [
            { name: "ml@contoso.example", emailAddress: "ml@contoso.example", useCommonAlertSchema: true },
        ]);
        const told = (rule: string) =>
            ofType(declared, "ScheduledQueryRule").find(({ name }) => name === rule)!.inputs.actions.actionGroups;
        assert.deepEqual(["gateway-budget-models-80", "gateway-budget-silent-80"].map(told), [
            ["/id/of/gateway-budget-models-mails", "/ag"],
            ["/ag"],
        ]);
    });

    it("of each product or caller have an alert for each, and of some for these", async () => {
        const { declared } = await withBudgets(
            { ...budget, name: "teams", per: "product", only: ["gold"] },
            { ...budget, name: "callers", per: "caller" },
        );
        const conditions = ofType(declared, "ScheduledQueryRule").map(({ inputs }) => inputs.criteria.allOf[0]);
        assert.deepEqual(
            [0, 3].map((index) => conditions[index].dimensions),
            ["Product", "Caller"].map((name) => [{ name, operator: "Include", values: ["*"] }]),
        );
        assert.match(
            conditions[0].query,
            /\| where Product in \("gold"\)\n\| summarize Cost = sum\(Cost\) by Product\n/,
        );
        assert.doesNotMatch(conditions[3].query, /where Caller/);
    });

    it("show the month so far in the workbook", async () => {
        const { declared } = await withBudgets(budget);
        const { items } = JSON.parse(one(declared, "Workbook").inputs.serializedData);
        const shown = items.find(({ name }: { name: string }) => name.startsWith("Budget models"));
        assert.match(shown.content.query, /where timestamp >= startofmonth\(now\(\)\)/);
        assert.deepEqual(
            [shown.content.timeContext, shown.content.timeContextFromParameter],
            [{ durationMs: 2_678_400_000 }, undefined],
        );
    });

    it("and the workbook are as the published schemas have them", async () => {
        const { declared } = await withBudgets(budget, { ...budget, name: "teams", per: "product" });
        const ajv = new Ajv({ allErrors: true, strict: false });
        const check = (schema: object, value: unknown) => {
            const fits = ajv.compile({ ...schema, definitions: schemas.definitions });
            assert.ok(fits(value), JSON.stringify(fits.errors));
        };
        const resource = ({ resourceGroupName: _, ...inputs }: Record<string, any>, name: string, apart: string[]) => {
            const properties = Object.fromEntries(
                Object.entries(inputs).filter(([key]) => ![name, ...apart].includes(key)),
            );
            const beside = Object.fromEntries(apart.map((key) => [key, inputs[key]]));
            return { name: inputs[name], ...beside, properties };
        };
        const rules = ofType(declared, "ScheduledQueryRule");
        assert.equal(rules.length, 6);
        for (const { inputs } of rules) {
            check(schemas.scheduledQueryRules, resource(inputs, "ruleName", ["location", "kind"]));
        }
        for (const { inputs } of ofType(declared, "ActionGroup")) {
            check(schemas.actionGroups, resource(inputs, "actionGroupName", ["location"]));
        }
        const { inputs } = one(declared, "Workbook");
        check(schemas.workbooks, resource(inputs, "resourceName", ["location", "kind"]));
        check(schemas.workbookContent, JSON.parse(inputs.serializedData));
    });
});
