import assert from "node:assert/strict";
import type { Run } from "../../local/pulumi";
import { unavailable } from "../../emulator/workspace/plannedAnswer";
import { type Answer, buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";

const table = "wine-quality";
const chat = "llama-chat";
const center = "providers/Microsoft.ApiCenter/services/apic-serving-gateway";
const wine = { dataframe_records: [{ int_col: 3, float_col: 10.4, string_col: "wine-marker" }] };
const question = { messages: [{ role: "user", content: "question-marker" }] };

describe("telemetry of a stack, on the real engine", function () {
    this.timeout(commandTimeout);

    let e2e: E2e;
    let outputs: Record<string, any>;
    let idsBefore: string[];
    /** Of a preview before the service has the logger that keeps messages. */
    let refusal: Run;
    const printed: string[] = [];
    const answers: Answer[] = [];

    before(async function () {
        this.timeout(buildTimeout);
        e2e = await openE2e({
            service: { name: "apim-serving-gateway", resourceGroup: "rg-serving-gateway" },
            endpoints: [
                { name: chat, auditLog: { maxBytes: 4096 } },
                { name: table, resilience: { retry: false } },
            ],
            auditLog: { sampling: 50 },
            products: [{ name: "gold", endpoints: [chat], subscriptions: ["team-a"] }],
        });
        const { access, arm } = e2e.emulator;
        const group = `/subscriptions/${access.subscriptionId}/resourceGroups/${access.resourceGroup}`;
        const applicationInsights = `${group}/providers/Microsoft.Insights/components/appi-serving-gateway`;
        const perMillionTokens = { [chat]: { input: 0.5, output: 1.5 }, "gpt-*": { input: 1, output: 1 } };
        await e2e.configure({
            observability: { applicationInsights },
            prices: { currency: "EUR", perMillionTokens },
            apiCenter: { service: `${group}/${center}`, environment: "emulated", contact: { name: "Models team" } },
            budgets: [{ name: "gold", amount: 10, per: "product", only: ["gold"], mails: ["ml@contoso.example"] }],
        });
        refusal = await e2e.stack.preview();
        const logger = await e2e.arm("PUT", "loggers/azuremonitor", { properties: { loggerType: "azureMonitor" } });
        assert.equal(logger.status, 201, logger.text);
        idsBefore = arm.store.ids();
        await ok(e2e.stack.up());
        outputs = await e2e.stack.outputs();
    });
    after(() => e2e?.close());

    async function ok(running: Promise<Run>): Promise<Run> {
        const run = await running;
        printed.push(run.output);
        assert.equal(run.code, 0, run.output);
        return run;
    }

    const telemetry = () => e2e.emulator.telemetry;
    const url = (name: string, query = "") => `${outputs.endpoints[name].url}/invocations${query}`;
    async function call(name: string, body: object, key: string, query = ""): Promise<Answer> {
        const headers: Record<string, string> = query ? {} : { "Ocp-Apim-Subscription-Key": key };
        const answer = await e2e.call(url(name, query), headers, body);
        answers.push(answer);
        return answer;
    }
    const dimensions = (answer: Answer) =>
        telemetry().requests.find(
            ({ customDimensions }) => customDimensions["Request Id"] === answer.headers["x-correlation-id"],
        )!.customDimensions;

    it("tells who called what, under the id that the caller got", async () => {
        const byProduct = await call(chat, question, outputs.productKeys.gold["team-a"]);
        const own = await call(table, wine, "", `?subscription-key=${outputs.subscriptionKeys[table]}`);
        for (const { status, text, headers } of [byProduct, own]) {
            assert.equal(status, 200, text);
            assert.match(String(headers["request-context"]), /^appId=cid-v1:/);
        }
        const of = (answer: Answer) => {
            const { "API Name": api, "Product Name": product, "Subscription Name": subscription } = dimensions(answer);
            return [api, product, subscription];
        };
        assert.deepEqual(of(byProduct).slice(0, 2), [chat, "gold"]);
        assert.match(of(byProduct)[2]!, /team-a/);
        assert.deepEqual(of(own), [table, undefined, table]);
        const endpoints = telemetry().dependencies.filter(({ data }) => data.includes("/serving-endpoints/"));
        assert.deepEqual(
            endpoints.map(({ type }) => type),
            ["Backend", "Backend"],
        );
    });

    it("tells of calls that failed, in the gateway and behind it", async () => {
        const refused = await e2e.call(url(table), {}, wine);
        assert.equal(refused.status, 401);
        assert.equal(dimensions(refused)["API Name"], table);
        e2e.emulator.workspace.answerNext({ ...unavailable(), path: /invocations/ });
        const failed = await call(table, wine, outputs.subscriptionKeys[table]);
        assert.deepEqual([failed.status, dimensions(failed)["API Name"]], [503, table]);
        const results = telemetry().requests.map(({ resultCode, success }) => `${resultCode} ${success}`);
        assert.deepEqual(results.slice(-2), ["401 false", "503 false"]);
    });

    it("counts the tokens of a call for the product and the subscription", async () => {
        telemetry().clear();
        const { text } = await call(chat, question, outputs.productKeys.gold["team-a"]);
        const { usage } = JSON.parse(text);
        const metrics = telemetry().metrics.map(({ name, valueSum, customDimensions }) => {
            assert.equal(customDimensions["Product ID"], "gold");
            assert.equal(customDimensions["API ID"], chat);
            assert.match(customDimensions["Subscription ID"]!, /team-a/);
            return [name, valueSum];
        });
        assert.deepEqual(Object.fromEntries(metrics), {
            "Prompt Tokens": usage.prompt_tokens,
            "Completion Tokens": usage.completion_tokens,
            "Total Tokens": usage.total_tokens,
        });
        await call(table, wine, outputs.subscriptionKeys[table]);
        assert.equal(telemetry().metrics.length, metrics.length, "a table has no tokens");
    });

    it("has everything that the workbook asks for", async () => {
        const { store } = e2e.emulator.arm;
        const [workbook] = store.ids().filter((id) => /\/workbooks\//i.test(id));
        const { items } = JSON.parse(String(store.get(workbook!)!.properties.serializedData));
        const rows: Record<string, readonly { customDimensions: object }[]> = {
            requests: telemetry().requests,
            dependencies: telemetry().dependencies,
            customMetrics: telemetry().metrics,
        };
        const known = (name: string) => new Set(rows[name]!.flatMap((row) => Object.keys(row.customDimensions)));
        for (const { type, content } of items) {
            if (type !== 3) continue;
            const [from] = /^\w+/.exec(content.query)!;
            for (const [, dimension] of content.query.matchAll(/customDimensions\["([^"]+)"\]/g)) {
                assert.ok(known(from).has(dimension), `${from}: ${dimension}`);
            }
            const service = /customDimensions\["Service ID"\] =~ "([^"]+)"/.exec(content.query)?.[1];
            const services = rows[from]!.map(({ customDimensions }: any) => customDimensions["Service ID"]);
            if (service) assert.deepEqual([...new Set(services)], [service]);
        }
    });

    it("warns once of prices that fit no model", () => {
        const [, first] = printed[0]!.split(/(?=serving-gateway:prices)/);
        assert.match(first!, /^serving-gateway:prices\.perMillionTokens: No model of this stack fits gpt-\*\./);
    });

    it("has the alerts of a budget, which mail the address that it names", () => {
        const { store } = e2e.emulator.arm;
        const of = (type: string) => store.ids().filter((id) => id.includes(`/${type}/`));
        const [group] = of("actionGroups");
        const rules = of("scheduledQueryRules").map((id) => store.get(id)!.properties as Record<string, any>);
        assert.deepEqual(
            rules
                .sort((one, other) => other.severity - one.severity)
                .map(({ criteria, actions }) => [criteria.allOf[0].threshold, actions.actionGroups]),
            [50, 80, 100].map((percent) => [percent, [group]]),
        );
        const known = new Set(telemetry().metrics.flatMap(({ customDimensions }) => Object.keys(customDimensions)));
        for (const [, dimension] of rules[0]!.criteria.allOf[0].query.matchAll(/customDimensions\["([^"]+)"\]/g)) {
            assert.ok(known.has(dimension), dimension);
        }
    });

    it("keeps prompts and answers, once the service has the logger, and makes no diagnostic for a model that takes tables", () => {
        assert.notEqual(refusal.code, 0);
        assert.match(refusal.output, /auditLog needs the logger "azuremonitor", which [^]*az rest --method put/);
        assert.doesNotMatch(refusal.output, /^\s+at .*\.ts:/m, "a stack trace");
        const { store } = e2e.emulator.arm;
        const [diagnostic, ...others] = store.ids().filter((id) => id.endsWith("/diagnostics/azuremonitor"));
        assert.deepEqual(others, []);
        assert.match(diagnostic!, new RegExp(`/apis/${chat}/`));
        const kept = { messages: "all", maxSizeInBytes: 4096 };
        assert.deepEqual(store.get(diagnostic!)!.properties.largeLanguageModel, {
            logs: "enabled",
            requests: kept,
            responses: kept,
        });
    });

    it("registers each API in the API Center, with the document that callers read", () => {
        const { store } = e2e.emulator.arm;
        const ids = store.ids().filter((id) => id.includes(center) && !idsBefore.includes(id));
        const below = (name: string) => ids.filter((id) => id.includes(`/apis/${name}`)).map((id) => id.split(name)[1]);
        const all = ["", "/deployments/gateway", "/versions/current", "/versions/current/definitions/openapi"];
        assert.deepEqual([below(chat), below(table), ids.length], [all, all, 8]);
        const entry = ids.find((id) => id.endsWith(`/apis/${chat}`))!;
        const { title, contacts, description } = store.get(entry)!.properties;
        assert.deepEqual([title, contacts], [chat, [{ name: "Models team" }]]);
        assert.match(String(description), /Registered by the Pulumi stack serving-gateway\/local\.$/);
        const { server } = store.get(`${entry}/deployments/gateway`)!.properties;
        assert.deepEqual(server, { runtimeUri: [outputs.endpoints[chat].url] });
        const document = JSON.parse(store.get(`${entry}/versions/current/definitions/openapi`)!.secrets.specification!);
        assert.deepEqual(document.servers, [{ url: outputs.endpoints[chat].url }]);
    });

    it("holds nothing of what was sent and answered, and no secret", async () => {
        const { store } = e2e.emulator.arm;
        const secrets = store.ids().flatMap((id) => Object.values(store.get(id)!.secrets));
        const connection = secrets.find((secret) => secret.includes("InstrumentationKey="));
        assert.ok(connection, "no connection string");
        const telemetryText = JSON.stringify(telemetry());
        for (const { text } of answers) assert.ok(!telemetryText.includes(JSON.stringify(text).slice(1, -1)));
        for (const marker of ["question-marker", "wine-marker", "subscription-key", "dataframe_records"]) {
            assert.ok(!telemetryText.includes(marker), marker);
        }
        const texts = new Map([...(await e2e.files()), ["the printed output", printed.join("\n")]]);
        texts.set("the state", await e2e.stack.exportState()).set("telemetry", telemetryText);
        for (const secret of [...secrets, e2e.emulator.access.workspaceToken]) {
            const found = [...texts].filter(([, text]) => text.includes(secret)).map(([place]) => place);
            assert.deepEqual(found, [], "a secret in clear");
        }
    });

    it("changes nothing at a second update, and leaves nothing behind", async () => {
        await ok(e2e.stack.preview("--expect-no-changes"));
        await ok(e2e.stack.destroy());
        assert.deepEqual(e2e.emulator.arm.store.ids(), idsBefore);
    });
});
