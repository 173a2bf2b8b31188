import assert from "node:assert/strict";
import { AzureError } from "../../azure/azureError";
import type { ResourceManager } from "../../azure/resourceManager";
import { serve } from "../databricks/loopback";
import { assertClear, body, changed, pointersIn, wrongValues } from "../databricks/wrongValues";
import { type Answer, type AzureServer, secret, startAzure } from "./azureServer";

const id = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ApiManagement/service/contoso/products/gold";
const version = "2024-05-01";

describe("what Azure answers of the wrong type", function () {
    this.timeout(60_000);
    let azure: AzureServer;
    let answers: Answer[];
    /** Has its token already. */
    let resourceManager: ResourceManager;

    before(async () => {
        azure = await startAzure(() => answers.shift() ?? { status: 200, body: {} });
        resourceManager = azure.resourceManager();
    });
    after(() => azure.close());
    afterEach(() => {
        azure.tokenAnswer = undefined;
        azure.metadata = undefined;
    });

    /** Every member of an answer in every wrong way, and what came of it: a value, or the message of a refusal. */
    async function each<Value>(
        right: unknown,
        read: (answer: unknown) => Promise<Value>,
        check: (what: string, outcome: { value?: Value; message?: string }) => void,
    ) {
        for (const pointer of pointersIn(right)) {
            for (const [what, wrong] of Object.entries(wrongValues)) {
                const place = `${pointer || "the answer"} is ${what}`;
                let outcome: { value?: Value; message?: string };
                try {
                    outcome = { value: await read(body(changed(right, pointer, wrong))) };
                } catch (error) {
                    assert.ok(error instanceof AzureError, `${place}: ${(error as Error).stack}`);
                    assertClear(error.message);
                    assert.ok(!error.message.includes(secret), place);
                    outcome = { message: error.message };
                }
                check(place, outcome);
            }
        }
    }

    const get = () => azure.resourceManager().get(id, version);

    for (const status of [400, 403, 409, 429]) {
        it(`is an error all the same: ${status}`, async () => {
            const details = [{ code: "ValidationError", target: "path", message: "Taken." }];
            await each(
                { error: { code: "InvalidResource", message: "One or more fields are wrong.", details } },
                async (error) => {
                    answers = Array.from({ length: 20 }, () => ({ status, body: error }));
                    return resourceManager.put(id, version, {});
                },
                (what, { message }) => {
                    assert.match(message!, new RegExp(`^Azure Resource Manager answered ${status} .*to PUT /`), what);
                },
            );
        });
    }

    it("is no list: none is taken for absent that is there", async () => {
        await each(
            { value: [{ id: `${id}/subscriptions/a`, name: "a", properties: {} }], nextLink: "" },
            async (list) => {
                answers = [{ status: 200, body: list }];
                return resourceManager.list(`${id}/subscriptions`, version);
            },
            (what, { value, message }) => {
                if (message !== undefined)
                    assert.match(message, /^Azure Resource Manager (answered 200|named .* as the)/);
                else assert.ok(what.startsWith("/value/0/") || /^\/nextLink|\/value\/0 is an object/.test(what), what);
                if (value) assert.equal(value.length > 0, true, what);
            },
        );
    });

    it("is no operation that has ended", async () => {
        await each(
            { status: "Succeeded", name: "1", properties: {} },
            async (operation) => {
                answers = [
                    { status: 202, headers: { "azure-asyncoperation": `${azure.url}/operations/1` } },
                    { status: 200, body: operation },
                    { status: 200, body: { status: "Failed", error: { code: "AskedAgain" } } },
                ];
                return resourceManager.put(id, version, {});
            },
            (what, { message }) => {
                if (!/^(\/status|the answer)/.test(what)) return assert.equal(message, undefined, what);
                // Any text may name a state in which it goes on.
                const goesOn = /^\/status is a text$/.test(what);
                assert.equal(message?.includes("AskedAgain"), goesOn, `${what}: ${message}`);
            },
        );
    });

    it("is no reason for a failed operation, which is told all the same", async () => {
        await each(
            { status: "Failed", error: { code: "Conflict", message: "Busy.", details: [{ message: "Later." }] } },
            async (operation) => {
                answers = [
                    { status: 202, headers: { location: `${azure.url}/operations/1` } },
                    { status: 200, body: operation },
                ];
                return resourceManager.put(id, version, {});
            },
            (what, { message }) => {
                if (what.startsWith("/error"))
                    assert.match(message!, /^the operation behind \/operations\/1 failed/, what);
            },
        );
    });

    it("is no token: no call leaves without one", async () => {
        const right = { token_type: "Bearer", expires_in: 3600, ext_expires_in: 3600, access_token: "eyJ-right" };
        await each(
            right,
            async (token) => {
                azure.tokenAnswer = { status: 200, body: token };
                answers = [{ status: 200, body: { name: "gold" } }];
                azure.received.length = 0;
                return get();
            },
            (what, { message }) => {
                if (message !== undefined) {
                    assert.match(message, /^Microsoft Entra issued no token for Azure Resource Manager to /, what);
                }
                for (const { headers } of azure.received) {
                    assert.match(headers.authorization!, /^Bearer (eyJ-right|odd)$/, what);
                }
            },
        );
    });

    for (const status of [400, 401, 500]) {
        it(`is a refusal of a token all the same: ${status}`, async () => {
            const right = {
                error: "invalid_client",
                error_description: "AADSTS7000215: Invalid client secret.",
                error_codes: [7000215],
                trace_id: "t",
                correlation_id: "c",
                timestamp: "2026-01-01 00:00:00Z",
            };
            await each(
                right,
                async (refusal) => {
                    azure.tokenAnswer = { status, body: refusal };
                    return get();
                },
                (what, { message }) => {
                    assert.match(message!, /^Microsoft Entra issued no token for Azure Resource Manager to /, what);
                },
            );
        });
    }

    it("is no token of another identity provider", async () => {
        let answer = "";
        const provider = await serve((response) => response.end(answer));
        const federation = {
            ARM_CLIENT_SECRET: "",
            ARM_USE_OIDC: "true",
            ARM_OIDC_REQUEST_URL: provider.url,
            ARM_OIDC_REQUEST_TOKEN: secret,
        };
        try {
            await each(
                { value: "eyJ-right", count: 1 },
                async (token) => {
                    answer = String(token);
                    answers = [{ status: 200, body: { name: "gold" } }];
                    return azure.resourceManager(federation).get(id, version);
                },
                (what, { message }) => {
                    const hasText = /^\/count|^\/value is a text/.test(what);
                    if (hasText) assert.doesNotMatch(message ?? "", /provider answered/, what);
                    else
                        assert.match(
                            message!,
                            /issued no token .*\nIt said: .*provider answered 200 without a token\n/,
                            what,
                        );
                },
            );
        } finally {
            await provider.close();
        }
    });

    it("is no cloud", async () => {
        const right = [
            {
                name: "Private",
                resourceManager: `${azure.url}/`,
                authentication: { loginEndpoint: azure.url, audiences: ["https://management.example"], tenant: "t" },
            },
        ];
        await each(
            right,
            async (described) => {
                azure.metadata = { status: 200, body: described };
                answers = [{ status: 200, body: { name: "gold" } }];
                return get();
            },
            (what, { value, message }) => {
                if (message === undefined) assert.deepEqual(value, { name: "gold" }, what);
                else assert.match(message, /does not describe an Azure cloud\n|^Microsoft Entra issued no token/, what);
            },
        );
    });
});
