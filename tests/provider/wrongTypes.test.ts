import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { endpointsToPublish } from "../../plan/endpointsToPublish";
import { readConfiguration } from "../../settings/configuration";
import { documentIn } from "../../json/documentInState";
import { endpointSpecProvider as provider } from "../../provider/endpointSpecProvider";
import { type Loopback, serve } from "../databricks/loopback";
import { assertClear, body, changed, pointersIn, wrongValues } from "../databricks/wrongValues";

/** An endpoint with every member that is read. */
const endpoint = {
    name: "churn",
    id: "0f1e",
    description: "Who leaves.",
    creator: "ada@contoso.example",
    task: "llm/v1/chat",
    state: { ready: "READY", config_update: "NOT_UPDATING" },
    config: {
        config_version: 3,
        served_entities: [
            { name: "churn-3", entity_name: "main.a.churn", entity_version: "3", scale_to_zero_enabled: true },
            {
                name: "churn-4",
                external_model: { name: "gpt", provider: "openai", task: "llm/v1/chat" },
                foundation_model: { name: "llama" },
            },
        ],
        traffic_config: {
            routes: [
                { served_entity_name: "churn-3", traffic_percentage: 60 },
                { served_model_name: "churn-4", traffic_percentage: 40 },
            ],
        },
    },
    tags: [{ key: "team", value: "growth" }],
    permission_level: "CAN_QUERY",
    route_optimized: true,
    endpoint_url: "http://127.0.0.1:9/1/serving-endpoints/churn",
    data_plane_info: {
        query_info: { endpoint_url: "http://127.0.0.1:9/1/serving-endpoints/churn", authorization_details: "[]" },
    },
};
const document = {
    ...JSON.parse(readFileSync(join(__dirname, "../golden/02-chat.json"), "utf8")),
    servers: [{ url: "/serving-endpoints/churn" }],
};

/** Members of the wrong type that change nothing but what people read, and the only ones that do not stop an endpoint. */
const informative =
    /^\/(description|creator|tags|permission_level|state\/config_update|config\/config_version|endpoint_url|config\/served_entities\/\d\/(entity_name|scale_to_zero_enabled|(external|foundation)_model\/(name|provider)))/;

describe("a workspace's answer of the wrong type", function () {
    this.timeout(120_000);
    let server: Loopback;
    let served: { endpoint: string; document: string; list: string };

    before(async () => {
        server = await serve((response, { url }) => {
            response.setHeader("content-type", "application/json");
            if (url.endsWith("/openapi")) response.end(served.document);
            else response.end(url.endsWith("/serving-endpoints") ? served.list : served.endpoint);
        });
    });
    after(() => server.close());
    beforeEach(async () => {
        served = { endpoint: body(endpoint), document: body(document), list: body({ endpoints: [endpoint] }) };
        const settings = JSON.stringify({ host: server.url, token: "dapi0123456789" });
        await provider.configure!({
            config: { get: (key: string) => (key === "serving-gateway:workspace" ? settings : undefined) } as any,
        });
    });

    const check = async () => {
        const inputs = {
            endpoint: "churn",
            inputs: "all",
            routes: "stable",
            missingDocument: "warn",
            credential: "none",
        };
        const { inputs: outputs, failures = [] } = (await provider.check!({}, inputs)) as any;
        assert.ok(failures.length <= 1);
        return { outputs, reason: failures[0]?.reason as string | undefined };
    };

    for (const pointer of pointersIn(endpoint)) {
        it(`publishes the endpoint or says what is wrong: ${pointer || "the endpoint itself"}`, async () => {
            for (const [what, value] of Object.entries(wrongValues)) {
                served.endpoint = body(changed(endpoint, pointer, value));
                const { outputs, reason } = await check();
                if (reason !== undefined) {
                    assert.match(reason, /^endpoint "churn"/, `${pointer} is ${what}`);
                    assertClear(reason);
                    assert.doesNotMatch(pointer, informative, `${pointer} is ${what}: ${reason}`);
                    continue;
                }
                assert.equal(outputs.serviceUrl.endsWith("/serving-endpoints/churn"), true);
                assertClear(outputs.description + outputs.metadata);
                for (const key of ["description", "metadata", "task", "endpointId"]) {
                    assert.equal(typeof outputs[key], "string", `${pointer} is ${what}: ${key}`);
                }
            }
        });
    }

    it("names the member, its type and the one that it should have", async () => {
        served.endpoint = body(changed(endpoint, "/config/served_entities", "none"));
        assert.match(
            (await check()).reason!,
            /^endpoint "churn": the workspace answered GET \/api\/2\.0\/serving-endpoints\/churn with something that is not an endpoint: \/config\/served_entities is a string, not a list\nCheck that serving-gateway:workspace\.host/,
        );
    });

    it("is no other endpoint than the one that was asked for, whatever name it has", async () => {
        for (const name of ["..", "other", "CHURN"]) {
            served.endpoint = body({ ...endpoint, name });
            assert.match((await check()).reason!, /answered GET .* with another endpoint, "/);
        }
    });

    for (const pointer of pointersIn(document).filter((place) => place.split("/").length <= 9)) {
        it(`publishes the document or says what is wrong: ${pointer || "the document itself"}`, async () => {
            for (const [what, value] of Object.entries(wrongValues)) {
                served.document = body(changed(document, pointer, value));
                const { outputs, reason } = await check();
                if (reason === undefined)
                    assert.ok(JSON.parse(documentIn(outputs)!).paths["/invocations"], `${pointer} is ${what}`);
                else {
                    assert.match(reason, /^endpoint "churn": /, `${pointer} is ${what}`);
                    assertClear(reason);
                }
            }
        });
    }

    const found = () =>
        endpointsToPublish(
            readConfiguration(
                {
                    "serving-gateway:workspace": JSON.stringify({ host: server.url, token: "dapi0123456789" }),
                    "serving-gateway:service": JSON.stringify({ name: "contoso", resourceGroup: "rg" }),
                    "serving-gateway:credential": JSON.stringify({ pat: "dapi-example" }),
                    "serving-gateway:discover": JSON.stringify({ names: ["*"] }),
                    "serving-gateway:notReady": "publish",
                },
                {},
            ),
            () => assert.fail("the state is not asked"),
        );

    for (const pointer of pointersIn({ endpoints: [endpoint] })) {
        it(`finds the endpoints of a list or says what is wrong: ${pointer || "the list itself"}`, async () => {
            for (const [what, value] of Object.entries(wrongValues)) {
                served.list = body(changed({ endpoints: [endpoint, { name: "wine" }] }, pointer, value));
                try {
                    const settings = await found();
                    assert.ok(
                        settings.found!.get(undefined)!.names.every((name) => typeof name === "string"),
                        `${pointer} is ${what}`,
                    );
                } catch (error) {
                    assertClear((error as Error).message);
                    assert.match(
                        (error as Error).message,
                        /^the endpoints to publish cannot be listed: |lists no endpoint/,
                    );
                }
            }
        });
    }

    it("stops nothing where the endpoint that it is about is left out", async () => {
        served.list = body({ endpoints: [{ name: "churn", task: 7 }, { name: "wine" }] });
        await assert.rejects(found(), /endpoint "churn": \/endpoints\/0\/task is a number, not a string\nExclude them/);
    });

    for (const [what, text, says] of [
        ["an empty body", "", /with an empty body/],
        ["half of it", body(endpoint).slice(0, 100), /not JSON \(line 1, column/],
        ["an HTML page", "<!doctype html><title>Sign in</title>", /with an HTML page/],
        ["garbage", "\u0000\u0001", /not JSON \(line 1, column 1\)/],
    ] as const) {
        it(`is said in one message: ${what}`, async () => {
            served.endpoint = text;
            const { reason } = await check();
            assert.match(reason!, says);
            assertClear(reason!);
        });
    }
});
