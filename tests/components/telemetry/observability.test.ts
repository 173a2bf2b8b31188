import assert from "node:assert/strict";
import { guidOf } from "../../../components/telemetry/workbook";
import { workbookContent } from "../../../components/telemetry/workbookContent";
import type { Model } from "../../../databricks/sources/source";
import { type Kind, sourceOf } from "../../../databricks/sources/sources";
import type { Workspace } from "../../../databricks/workspace";
import { resilienceOf } from "../../../settings/resilience";
import { churn, declare, ofType, one } from "../declare";
import { served } from "../recorder";

const id =
    "/subscriptions/00000000-0000-4000-8000-000000000000/resourceGroups/rg-monitor/providers/Microsoft.Insights/components/appi";
const insights = {
    applicationInsights: { id, subscriptionId: "s", resourceGroup: "rg-monitor", name: "appi" },
    workbook: true,
};
const all = { sampling: 100, tokenMetrics: true };
const place = { resourceGroupName: "rg-apis", serviceName: "apim-contoso" };

const queriesOf = ({ items }: any): string[] => items.flatMap(({ content }: any) => content.query ?? []);
const queryOf = (table: string) =>
    queriesOf(workbookContent("apim", { apis: [{ api: "churn", model: "churn" }] }, id)).find((query) =>
        query.startsWith(table),
    )!;

/** Declares one endpoint that is observed. */
const observed = async (own: object = {}, stack: object = insights, preview = false) => {
    const endpoint = { ...churn, observability: all, ...own };
    return declare({ endpoints: [endpoint], observability: stack as typeof insights }, preview);
};

describe("telemetry", () => {
    for (const preview of [false, true]) {
        it(`goes to Application Insights by a connection string that stays secret, in ${preview ? "a preview" : "an update"}`, async () => {
            const { declared } = await observed({}, insights, preview);
            const [value] = ofType(declared, "NamedValue").filter(({ name }) => name.includes("insights"));
            assert.deepEqual(
                [value!.inputs.secret, value!.inputs.displayName],
                [true, "serving-gateway-test-insights"],
            );
            const { inputs } = one(declared, "Logger");
            assert.deepEqual(inputs, {
                ...place,
                loggerId: "serving-gateway-test",
                loggerType: "applicationInsights",
                resourceId: id,
                credentials: { connectionString: "{{serving-gateway-test-insights}}" },
            });
            const holders = declared.filter((resource) =>
                JSON.stringify(resource.inputs).includes("connection-marker"),
            );
            assert.deepEqual(
                holders.map(({ name }) => name),
                ["gateway-insights-connection"],
            );
        });
    }

    it("has nothing of what callers send and get: no body, no header, no query, no address", async () => {
        const { declared } = await observed({ observability: { sampling: 25, tokenMetrics: false } });
        const nothing = {
            headers: [],
            body: { bytes: 0 },
            dataMasking: { queryParams: [{ value: "*", mode: "Hide" }] },
        };
        const { loggerId, ...inputs } = one(declared, "ApiDiagnostic").inputs;
        assert.equal(loggerId, "/id/of/gateway-logger");
        assert.deepEqual(inputs, {
            ...place,
            apiId: "churn",
            diagnosticId: "applicationinsights",
            alwaysLog: "allErrors",
            sampling: { samplingType: "fixed", percentage: 25 },
            httpCorrelationProtocol: "W3C",
            logClientIp: false,
            verbosity: "information",
            metrics: false,
            frontend: { request: nothing, response: nothing },
            backend: { request: nothing, response: nothing },
        });
    });

    it("goes to a logger that the service has, and nothing else is declared for it", async () => {
        const { declared, invoked } = await observed({}, { logger: "appinsights", workbook: false });
        assert.equal(one(declared, "ApiDiagnostic").inputs.loggerId, "/loggers/appinsights");
        for (const type of ["Logger", "Workbook"]) assert.deepEqual(ofType(declared, type), []);
        assert.ok(!invoked.some((token) => token.includes("getComponent")));
    });

    it("is not kept of an endpoint that wants none", async () => {
        const endpoints = [
            { ...churn, observability: all },
            { ...churn, name: "fraud", path: "fraud" },
        ];
        const { declared } = await declare({ endpoints, observability: insights });
        assert.equal(one(declared, "ApiDiagnostic").inputs.apiId, "churn");
        const { serializedData } = one(declared, "Workbook").inputs;
        assert.match(serializedData, /churn/);
        assert.doesNotMatch(serializedData, /fraud/);
    });

    it("is not declared at all where the stack wants none", async () => {
        const { declared } = await declare({});
        for (const type of ["Logger", "ApiDiagnostic", "Workbook"]) assert.deepEqual(ofType(declared, type), []);
        assert.doesNotMatch(one(declared, "ApiPolicy").inputs.value, /x-correlation-id|emit-token-metric/);
    });

    it("counts tokens by product and subscription, where the endpoint's task has tokens", async () => {
        const policyOf = async (task: string, own: object = {}) => {
            served.task = task;
            return one((await observed(own)).declared, "ApiPolicy").inputs.value as string;
        };
        try {
            for (const task of ["llm/v1/chat", "llm/v1/embeddings", "agent/v1/responses"]) {
                assert.match(await policyOf(task), /<dimension name="Product ID" \/>/, task);
            }
            assert.doesNotMatch(await policyOf(""), /emit-token-metric/);
            assert.doesNotMatch(await policyOf("llm/v1/chat", { mock: true }), /emit-token-metric/);
            const without = { observability: { ...all, tokenMetrics: false } };
            assert.doesNotMatch(await policyOf("llm/v1/chat", without), /emit-token-metric/);
        } finally {
            served.task = "";
        }
    });

    it("has an id that callers are told in every answer", async () => {
        const { declared } = await observed({ resilience: resilienceOf({ retry: false }) });
        const policy = one(declared, "ApiPolicy").inputs.value as string;
        const sections = ["outbound", "on-error", "return-response"];
        for (const name of sections) {
            for (const [, content] of policy.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, "gs"))) {
                assert.match(content!, /<set-header name="x-correlation-id"/, name);
            }
        }
    });
});

describe("the workbook", () => {
    it("is found below the Application Insights resource, with a name that stays", async () => {
        const [first, second] = [await observed(), await observed()].map(
            ({ declared }) => one(declared, "Workbook").inputs,
        );
        assert.deepEqual(first, second);
        const { resourceName, sourceId, category, displayName, location, resourceGroupName } = first!;
        assert.match(resourceName, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        assert.deepEqual(
            [sourceId, category, displayName, location, resourceGroupName],
            [id.toLowerCase(), "workbook", "Model serving through apim-contoso (test)", "northeurope", "rg-apis"],
        );
    });

    it("is another one for another stack or service", () => {
        assert.notEqual(guidOf("p", "dev", "apim", id), guidOf("p", "prod", "apim", id));
        assert.equal(guidOf("p", "dev", "apim", id), guidOf("p", "dev", "APIM", id));
    });

    it("does not depend on the order of the endpoints", () => {
        const texts = [
            ["a", "b"],
            ["b", "a"],
        ].map((apis) =>
            JSON.stringify(workbookContent("apim", { apis: apis.map((api) => ({ api, model: api })) }, id)),
        );
        assert.equal(texts[0], texts[1]);
    });

    it("tells calls of every source's models from those that policies make for tokens and keys", () => {
        const host = "https://adb-1.2.azuredatabricks.net";
        const info = { endpoint_url: "https://9.serving.azuredatabricks.net/1/serving-endpoints/wine/invocations" };
        const optimized = {
            route_optimized: true,
            data_plane_info: { query_info: { ...info, authorization_details: "[]" } },
        };
        const models: Record<Kind, readonly object[]> = {
            servingEndpoint: [{ name: "churn" }, { name: "wine", ...optimized }],
            modelService: [{ name: "main.support.chat" }],
            app: [{ name: "agent", url: "https://agent-1.2.azure.databricksapps.com" }],
        };
        const [, condition] = /and \((data contains .*)\)/.exec(queryOf("dependencies"))!;
        const parts = condition!.split(" or ").map((part) => /^data contains "(.+)"$/.exec(part)![1]!);
        const isKept = (data: string) => parts.some((part) => data.includes(part));
        for (const kind of Object.keys(models) as Kind[]) {
            for (const model of models[kind]) {
                const target = sourceOf(kind).target({ host } as Workspace, model as Model);
                assert.ok(isKept(`POST ${target.invocationBase}/invocations`), target.invocationBase);
            }
        }
        for (const other of [
            `POST ${host}/oidc/v1/token`,
            `GET ${host}/oidc/.well-known/openid-configuration`,
            "POST https://login.microsoftonline.com/organizations/oauth2/v2.0/token",
        ]) {
            assert.ok(!isKept(other), other);
        }
    });

    it("tells of calls of the APIs that models share, whose tokens count for the models", async () => {
        const openai = { path: "openai", aliases: {} };
        served.task = "llm/v1/chat";
        const { declared } = await declare({
            endpoints: [{ ...churn, observability: all }],
            observability: insights,
            openai,
        }).finally(() => (served.task = ""));
        const { apiId } = ofType(declared, "ApiDiagnostic").find(({ name }) => name.includes("openai"))!.inputs;
        const queries = queriesOf(JSON.parse(one(declared, "Workbook").inputs.serializedData));
        for (const query of queries) {
            const [, listed] = /API in \((.*?)\)/.exec(query)!;
            const expected = query.startsWith("customMetrics") ? ["churn"] : ["churn", apiId];
            assert.deepEqual(listed, expected.map((api) => JSON.stringify(api)).join(", "), query);
        }
    });

    it("answers who calls what, how often, how slow, and at which token cost", () => {
        const { items } = workbookContent("apim", { apis: [{ api: "churn", model: "churn" }] }, id) as {
            items: { type: number; content: any }[];
        };
        const queries = items.filter(({ type }) => type === 3).map(({ content }) => content);
        for (const { query, timeContextFromParameter } of queries) {
            assert.equal(timeContextFromParameter, "TimeRange");
            assert.match(query, /^(requests|dependencies|customMetrics)\n\| where /);
            assert.match(query, /API in \("churn"\)/);
        }
        const text = queries.map(({ query }) => query).join("\n");
        for (const answer of ["by API, Product, Subscription", "P95Ms", "Calls = sum(itemCount)", "Cost = "]) {
            assert.ok(text.includes(answer), answer);
        }
        const parameters = items[0]!.content.parameters.map(({ name }: { name: string }) => name);
        for (const [, used] of text.matchAll(/\{(\w+)/g)) assert.ok(parameters.includes(used), used);
    });
});
