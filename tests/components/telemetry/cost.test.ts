import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { costQueries, pace, type PricedApi } from "../../../components/telemetry/costQueries";
import { kql } from "../../../components/telemetry/kusto";
import { priceWarning } from "../../../components/telemetry/priceWarnings";
import { workbookContent } from "../../../components/telemetry/workbookContent";
import { priceOf } from "../../../settings/prices";
import { churn, declare, one } from "../declare";
import { analyzed, withParameters } from "./kustoService";

const id = "/subscriptions/s/resourceGroups/rg-monitor/providers/Microsoft.Insights/components/appi";
const insights = {
    applicationInsights: { id, subscriptionId: "s", resourceGroup: "rg-monitor", name: "appi" },
    workbook: true,
};
const chat: PricedApi = { api: "chat", model: "databricks-claude", price: { input: 3, output: 15, cachedInput: 0.3 } };
const free: PricedApi = { api: "bge", model: "bge" };
const prices = { currency: "USD", perMillionTokens: { "chat-*": { input: 3, output: 15 } } };

interface Item {
    readonly type: number;
    readonly content: { readonly query: string; readonly title: string };
}
const queriesOf = (content: object) =>
    (content as { items: Item[] }).items.filter(({ type }) => type === 3).map((item) => item.content);

describe("prices", () => {
    const by = (...patterns: string[]) => ({
        currency: "USD",
        perMillionTokens: Object.fromEntries(patterns.map((pattern, input) => [pattern, { input, output: 0 }])),
    });

    it("are those of the most exact pattern, whatever their order", () => {
        for (const patterns of [
            ["*", "chat-*", "chat-large"],
            ["chat-large", "chat-*", "*"],
        ]) {
            const chosen = (model: string) => patterns[priceOf(model, by(...patterns))!.input];
            assert.deepEqual(["chat-large", "chat-small", "bge"].map(chosen), ["chat-large", "chat-*", "*"]);
        }
        assert.equal(priceOf("bge", by("chat-*")), undefined);
    });

    it("warn once of patterns that fit nothing and of models without a price", () => {
        const line = priceWarning(by("chat-*", "gpt-*"), ["chat-a", "bge", "table"], ["chat-a", "bge", "bge"]);
        assert.equal(
            line,
            "serving-gateway:prices.perMillionTokens: No model of this stack fits gpt-*. Correct or " +
                "remove the pattern. No price fits bge, whose tokens count as free of charge. Add their prices.",
        );
        assert.equal(priceWarning(by("chat-*"), ["chat-a", "table"], ["chat-a"]), undefined);
    });

    for (const preview of [true, false]) {
        it(`are asked only of models whose tokens count, in ${preview ? "a preview" : "an update"}`, async () => {
            // An endpoint whose name says so is a chat.
            const endpoints = ["chat-a", "chatter", "chat-mock", "table"].map((name) => ({
                ...churn,
                name,
                path: name,
                mock: name === "chat-mock",
            }));
            const only = { currency: "USD", perMillionTokens: { "chat-a": { input: 3, output: 15 } } };
            const warned = await warningsOf(() =>
                declare({ endpoints, observability: insights, prices: only }, preview),
            );
            assert.deepEqual(
                warned.filter((line) => line.includes("prices")),
                [priceWarning(only, ["chat-a"], ["chatter"])],
            );
            const without = await warningsOf(() => declare({ endpoints, observability: insights }, preview));
            assert.ok(!without.some((line) => line.includes("prices")), "nothing without prices");
        });
    }
});

/** What a program warns of. */
async function warningsOf(program: () => Promise<unknown>): Promise<string[]> {
    const told: string[] = [];
    const log = pulumi.log as { warn: typeof pulumi.log.warn };
    const { warn } = log;
    log.warn = async (message) => void told.push(message);
    try {
        await program();
    } finally {
        log.warn = warn;
    }
    return told;
}

describe("the workbook's cost", () => {
    it("is by product, caller, model and day, with the stack's prices", async () => {
        const endpoint = {
            ...churn,
            name: "chat-a",
            path: "chat",
            observability: { sampling: 100, tokenMetrics: true },
        };
        const { declared } = await declare({ endpoints: [endpoint], observability: insights, prices });
        const text = String(one(declared, "Workbook").inputs.serializedData);
        const queries = queriesOf(JSON.parse(text));
        const cost = queries.filter(({ title }) => title.includes("in USD"));
        assert.equal(cost.length, 3);
        for (const { query } of cost) {
            assert.ok(query.includes(`["chat-a", "chat-a", real(3), real(3), real(15)]`.slice(1, -1)), query);
        }
        assert.doesNotMatch(text, /PromptPrice/, "nobody has to enter a price");
    });

    it("tells what cached tokens cost at least, and counts models without a price as free", () => {
        const text = costQueries([free, chat], "USD")[0]!.query.text;
        assert.ok(
            text.includes(
                '"bge", "bge", real(null), real(null), real(null), "chat", "databricks-claude", real(3), real(0.3), real(15)',
            ),
        );
    });

    it("does not depend on the order of the endpoints", () => {
        const of = (...apis: PricedApi[]) => JSON.stringify(workbookContent("apim", { apis, currency: "USD" }, id));
        assert.equal(of(free, chat), of(chat, free));
    });
});

describe("what Kusto's own language service says", () => {
    const hostile = ['a"; drop //', "back\\slash", "new\nline", "{TimeRange}", "ünï", "\u2028", "'", "\0"];
    const escaped = hostile.map((text) => kql`customMetrics | where name == ${text} | project name`.text);
    const budgets = [
        { name: "all", amount: 1000, per: "stack" },
        { name: "teams", amount: 0.5, per: "product", only: ["gold", hostile[0]!] },
        { name: "callers", amount: 5, per: "caller" },
    ] as const;
    const apis = [chat, free];
    const shown = [{}, { currency: "USD", budgets }].flatMap((more) =>
        queriesOf(workbookContent("apim", { apis, ...more }, id)),
    );
    // Where nothing was found, or nothing is observed, there are no APIs.
    const empty = queriesOf(workbookContent("apim", { apis: [], currency: "USD", budgets }, id));
    const alerts = [apis, []].flatMap((apis) => budgets.map((budget) => pace(apis, budget).text));
    let answers: ReturnType<typeof analyzed>;
    before(function () {
        // It takes seconds to start, and more on a busy machine.
        this.timeout(120_000);
        const pasted = `customMetrics | where name == "${hostile[0]}"`;
        answers = analyzed([
            pasted,
            ...escaped,
            ...alerts,
            ...[...shown, ...empty].map(({ query }) => withParameters(query)),
        ]);
    });

    it("of data that is pasted into a query: it is refused", () => assert.notDeepEqual(answers[0]!.problems, []));

    it("of data in a query's template: it stays data, whatever it contains", () => {
        for (const text of escaped) assert.doesNotMatch(text, /[{}\n\u2028]/);
        for (const answer of answers.slice(1, 1 + escaped.length)) {
            assert.deepEqual(answer, { problems: [], columns: ["name"] });
        }
    });

    it("of the queries of alerts: they can run, also for no API, and have the columns that the rules name", () => {
        const ofAlerts = answers.slice(1 + escaped.length, 1 + escaped.length + alerts.length);
        const columns = [
            ["Cost", "Share"],
            ["Product", "Cost", "Share"],
            ["Caller", "Cost", "Share"],
        ];
        assert.deepEqual(
            ofAlerts,
            [...columns, ...columns].map((columns) => ({ problems: [], columns })),
        );
    });

    it("of the workbook's queries, with prices and without: they can run, also for no API", () => {
        assert.equal(shown.length, 6 + 8 + budgets.length);
        const ofWorkbook = answers.slice(1 + escaped.length + alerts.length);
        const titles = [...shown, ...empty].map(({ title }) => title);
        ofWorkbook.forEach(({ problems }, index) => assert.deepEqual(problems, [], titles[index]));
        const table = ofWorkbook[shown.findIndex(({ title }) => title.startsWith("Cost by product, caller"))]!;
        assert.deepEqual(table.columns, [
            "Day",
            "Product",
            "Caller",
            "Model",
            "Cost",
            "AtLeast",
            "InputTokens",
            "OutputTokens",
        ]);
    });
});
