import assert from "node:assert/strict";
import { ResourceManager } from "../../azure/resourceManager";
import { type Answer, type AzureServer, clientId, type Received, secret, startAzure } from "./azureServer";

const id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/apim/products/gold";

describe("ResourceManager", () => {
    let azure: AzureServer;
    let answers: (request: Received, index: number) => Answer;

    before(async () => {
        azure = await startAzure((request, index) => answers(request, index));
    });
    after(() => azure.close());
    beforeEach(() => {
        for (const list of [azure.received, azure.tokenRequests, azure.waits]) list.length = 0;
    });

    const inTurn = (...all: Answer[]) => {
        answers = (_, index) => all[index] ?? { status: 500, body: "asked too often" };
    };
    const asked = () => azure.received.map(({ method, url }) => `${method} ${url}`);

    it("finds the cloud by its metadata, and asks its tenant for one token for all calls", async () => {
        inTurn({ status: 200, body: { name: "gold" } }, { status: 200, body: { name: "gold" } });
        const arm = azure.resourceManager();
        assert.deepEqual(asked(), []);
        assert.deepEqual(await arm.get(id, "2024-05-01"), { name: "gold" });
        await arm.get(id, "2024-05-01");
        assert.deepEqual(asked(), [`GET ${id}?api-version=2024-05-01`, `GET ${id}?api-version=2024-05-01`]);
        assert.equal(azure.received[0]!.headers.authorization, "Bearer arm-token-marker");
        assert.equal(azure.tokenRequests.length, 1);
        const form = new URLSearchParams(azure.tokenRequests[0]!.body);
        assert.equal(form.get("scope"), "https://management.example/.default");
        assert.equal(form.get("client_id"), clientId);
    });

    it("takes what the stack says of azure-native before the variables", async () => {
        inTurn({ status: 200, body: {} });
        const config: Record<string, string> = {
            "azure-native:metadataHost": new URL(azure.url).host,
            "azure-native:tenantId": "0b3f8f5c-6f0e-4f7e-9d55-2f3c8f1d7a10",
            "azure-native:clientId": clientId,
            "azure-native:clientSecret": secret,
        };
        const wrong = { ARM_METADATA_HOSTNAME: "127.0.0.1:1", ARM_CLIENT_SECRET: "wrong", AZURE_CLIENT_ID: "wrong" };
        await ResourceManager.from((key) => config[key], wrong, { ca: azure.ca }).get(id, "2024-05-01");
        assert.equal(asked().length, 1);
    });

    it("changes a resource once, and tells whether something else is being written", async () => {
        const conflict = (code: string) => ({ status: 409, body: { error: { code, message: "busy" } } });
        inTurn({ status: 200, body: {} }, conflict("PessimisticConcurrencyConflict"), conflict("Conflict"));
        const arm = azure.resourceManager();
        const patch = () => arm.patch(id, "2024-05-01", { properties: { state: "published" } });
        assert.deepEqual([await patch(), await patch(), await patch()], ["done", "locked", "refused"]);
        assert.deepEqual(azure.waits, []);
        const [{ method, headers, body }] = azure.received as [Received];
        assert.equal(method, "PATCH");
        assert.deepEqual([headers["if-match"], headers["content-type"]], ["*", "application/json"]);
        assert.deepEqual(JSON.parse(body), { properties: { state: "published" } });
    });

    it("tells by how much Azure's clock is ahead", async () => {
        const date = new Date(Date.now() + 3_600_000).toUTCString();
        inTurn({ status: 200, headers: { date }, body: {} });
        const arm = azure.resourceManager();
        assert.equal(arm.clockAheadMs, 0);
        await arm.get(id, "2024-05-01");
        assert.ok(Math.abs(arm.clockAheadMs - 3_600_000) < 60_000, `${arm.clockAheadMs} ms`);
    });

    it("tells what does not exist from what is refused", async () => {
        const error = { code: "AuthorizationFailed", message: `The client has no rights. ${secret}` };
        inTurn({ status: 404, body: { error: { code: "ResourceNotFound" } } }, { status: 403, body: { error } });
        const arm = azure.resourceManager();
        assert.equal(await arm.get(id, "2024-05-01"), undefined);
        await assert.rejects(arm.get(id, "2024-05-01"), (refusal: any) => {
            assert.equal(refusal.status, 403);
            assert.equal(refusal.code, "AuthorizationFailed");
            assert.deepEqual(refusal.message.split("\n"), [
                `Azure Resource Manager answered 403 (AuthorizationFailed) to GET ${id}`,
                "It said: The client has no rights. [redacted]",
                `Give the deploying identity a role that allows it (docs/threat-model.md). Called as: ` +
                    `Microsoft Entra service principal ${clientId}.`,
            ]);
            return true;
        });
    });

    it("lists every page, and nothing where the parent is gone", async () => {
        const nextLink = `${azure.url}${id}/subscriptions?api-version=2024-05-01&$skip=1`;
        inTurn(
            { status: 200, body: { value: [{ name: "a" }], nextLink } },
            { status: 200, body: { value: [{ name: "b" }] } },
        );
        assert.deepEqual(await azure.resourceManager().list(`${id}/subscriptions`, "2024-05-01"), [
            { name: "a" },
            { name: "b" },
        ]);
        azure.received.length = 0;
        inTurn({ status: 404 });
        assert.deepEqual(await azure.resourceManager().list(`${id}/subscriptions`, "2024-05-01"), []);
    });

    it("keeps the token from another host that an answer names", async () => {
        inTurn({ status: 200, body: { value: [], nextLink: "https://elsewhere.example/next" } });
        await assert.rejects(
            azure.resourceManager().list(`${id}/subscriptions`, "2024-05-01"),
            /named https:\/\/elsewhere\.example as the next page, which is not its own host/,
        );
        azure.received.length = 0;
        inTurn({ status: 202, headers: { location: "http://localhost:1/x" } });
        await assert.rejects(azure.resourceManager().delete(id, "2024-05-01"), /not its own/);
    });

    it("deletes whatever the version, with further parameters, and takes what is gone as deleted", async () => {
        inTurn({ status: 200 }, { status: 204 }, { status: 404, body: {} });
        const arm = azure.resourceManager();
        await arm.delete(id, "2024-05-01", { deleteSubscriptions: "true" });
        await arm.delete(id, "2024-05-01");
        await arm.delete(id, "2024-05-01");
        assert.equal(asked()[0], `DELETE ${id}?api-version=2024-05-01&deleteSubscriptions=true`);
        assert.equal(azure.received[0]!.headers["if-match"], "*");
    });

    it("waits for a long-running operation by Azure-AsyncOperation, as long as it says", async () => {
        const headers = { "azure-asyncoperation": `${azure.url}/operations/1`, location: `${azure.url}/elsewhere` };
        inTurn(
            { status: 202, headers },
            { status: 200, headers: { "retry-after": "7" }, body: { status: "InProgress" } },
            { status: 200, body: { status: "Succeeded" } },
        );
        await azure.resourceManager().delete(id, "2024-05-01");
        assert.deepEqual(asked().slice(1), ["GET /operations/1", "GET /operations/1"]);
        assert.deepEqual(azure.waits, [7000]);
    });

    it("waits for a long-running operation by Location", async () => {
        inTurn({ status: 202, headers: { location: "/operations/2" } }, { status: 202 }, { status: 200 });
        await azure.resourceManager().delete(id, "2024-05-01");
        assert.deepEqual(asked().slice(1), ["GET /operations/2", "GET /operations/2"]);
    });

    it("tells why an operation failed", async () => {
        const error = { code: "ServiceBusy", message: "The service is being updated." };
        inTurn(
            { status: 202, headers: { location: "/operations/3" } },
            { status: 200, body: { status: "Failed", error } },
        );
        await assert.rejects(
            azure.resourceManager().delete(id, "2024-05-01"),
            /the operation behind \/operations\/3 failed \(ServiceBusy\)\nIt said: The service is being updated\./,
        );
    });

    for (const [what, status, headers] of [
        ["an hour", 429, { "retry-after": "3600" }],
        ["an hour, in milliseconds", 503, { "x-ms-retry-after-ms": "3600000" }],
        ["until a date", 503, { "retry-after": "Fri, 01 Jan 2100 00:00:00 GMT" }],
        ["more than there is", 429, { "retry-after": "1e400" }],
    ] as const) {
        it(`says that it is asked to wait ${what}, and does not`, async () => {
            inTurn({ status, headers });
            await assert.rejects(azure.resourceManager().get(id, "2024-05-01"), (error: Error) => {
                assert.match(
                    error.message,
                    /^Azure Resource Manager answered \d+ to GET .*gold and asks to wait \w+ s\nThis call changed nothing\. Run/,
                );
                assert.equal(error.name, "AzureError");
                return true;
            });
            assert.equal(azure.received.length, 1);
        });
    }

    it("waits where that is short, and where the value says nothing", async () => {
        inTurn(
            { status: 429, headers: { "retry-after": "0" } },
            { status: 503, headers: { "retry-after": "soon" } },
            { status: 503, headers: { "retry-after": "-5" } },
            { status: 200, body: { name: "gold" } },
        );
        assert.deepEqual(await azure.resourceManager().get(id, "2024-05-01"), { name: "gold" });
    });

    it("does not wait for a tenant either that asks for an hour", async () => {
        inTurn({ status: 200, body: {} });
        azure.tokenAnswer = {
            status: 429,
            headers: { "retry-after": "3600" },
            body: { error: "temporarily_unavailable" },
        };
        try {
            await assert.rejects(azure.resourceManager().get(id, "2024-05-01"), (error: Error) => {
                assert.match(error.message, /asks to wait 3600 s/);
                assert.doesNotMatch(error.message, /client~secret|\n\s+at /);
                return true;
            });
        } finally {
            azure.tokenAnswer = undefined;
        }
        assert.equal(azure.received.length, 0);
    });

    for (const variable of ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"]) {
        it(`calls this machine directly, the tenant too, whatever ${variable} says`, async () => {
            inTurn({ status: 200, body: { name: "gold" } });
            const before = process.env[variable];
            // Nobody listens there.
            process.env[variable] = "http://ada:marker@127.0.0.1:1";
            try {
                assert.deepEqual(await azure.resourceManager().get(id, "2024-05-01"), { name: "gold" });
            } finally {
                if (before === undefined) delete process.env[variable];
                else process.env[variable] = before;
            }
            assert.equal(azure.tokenRequests.length, 1);
        });
    }

    it("tries again what another write is in the way of, and what the service was too busy for", async () => {
        const error = { code: "PessimisticConcurrencyConflict", message: "Operation on the API is in progress" };
        inTurn({ status: 409, body: { error } }, { status: 409, body: { error } }, { status: 503 }, { status: 200 });
        await azure.resourceManager().delete(id, "2024-05-01");
        assert.equal(asked().length, 4);
        assert.deepEqual(azure.waits, [1000, 2000]);
    });

    it("puts a resource as JSON, waits for its operation, and says what the details of a failure say", async () => {
        const headers = { "azure-asyncoperation": "/operations/4" };
        const body = { properties: { displayName: "x" } };
        inTurn(
            { status: 201, headers, body: {} },
            { status: 200, body: { status: "InProgress" } },
            {
                status: 200,
                body: { status: "Succeeded" },
            },
        );
        await azure.resourceManager().put(id, "2024-05-01", body);
        assert.deepEqual(asked(), [`PUT ${id}?api-version=2024-05-01`, "GET /operations/4", "GET /operations/4"]);
        const { headers: sent, body: text } = azure.received[0]!;
        assert.deepEqual(
            [sent["content-type"], sent["if-match"], JSON.parse(text)],
            ["application/json", undefined, body],
        );

        azure.received.length = 0;
        const details = [{ target: "keyVault", message: "The vault said no." }, null, { message: 7 }];
        const error = { code: "ValidationError", message: "Wrong:", details };
        inTurn({ status: 201, headers, body: {} }, { status: 200, body: { status: "Failed", error } });
        await assert.rejects(
            azure.resourceManager().put(id, "2024-05-01", body),
            /operations\/4 failed \(ValidationError\)\nIt said: Wrong: The vault said no\.\n/,
        );
    });

    it("takes a put whose operation cannot be found for no success, and repeats it where another write is in the way", async () => {
        inTurn({ status: 201, headers: { location: "/operations/5" }, body: {} }, { status: 404, body: {} });
        await assert.rejects(azure.resourceManager().put(id, "2024-05-01", {}), /404 to GET \/operations\/5/);
        azure.received.length = 0;
        const error = { code: "PessimisticConcurrencyConflict", message: "Busy" };
        inTurn({ status: 409, body: { error } }, { status: 200, body: {} });
        await azure.resourceManager().put(id, "2024-05-01", {});
        assert.equal(asked().length, 2);
        azure.received.length = 0;
        inTurn({ status: 403, body: { error: { code: "AuthorizationFailed", message: "No." } } });
        await assert.rejects(azure.resourceManager().put(id, "2024-05-01", {}), /403 \(AuthorizationFailed\) to PUT/);
    });

    it("does not try again what is in conflict for good", async () => {
        inTurn({ status: 409, body: { error: { code: "Conflict", message: "It is locked." } } });
        await assert.rejects(azure.resourceManager().delete(id, "2024-05-01"), /409 \(Conflict\)/);
        assert.equal(asked().length, 1);
    });

    it("asks for nothing else than the id that it is given", async () => {
        inTurn({ status: 200, body: {} }, { status: 200, body: {} });
        for (const wrong of [`${id}/../silver`, "subscriptions/s", "/..", "/./x", "//localhost:1/x"]) {
            await assert.rejects(azure.resourceManager().get(wrong, "2024-05-01"), /is not a resource id/);
        }
        assert.deepEqual(asked(), []);
        await azure.resourceManager().get(`${id}/apis/churn;rev=2`, "2024-05-01");
        await azure.resourceManager().get(`${id}/subscriptions/team a?x=1#b`, "2024-05-01");
        assert.deepEqual(asked(), [
            `GET ${id}/apis/churn;rev=2?api-version=2024-05-01`,
            `GET ${id}/subscriptions/team%20a%3Fx=1%23b?api-version=2024-05-01`,
        ]);
    });

    it("names the identity that gets no token, and no secret", async () => {
        await assert.rejects(
            azure.resourceManager({ ARM_CLIENT_SECRET: "wrong-marker" }).get(id, "2024-05-01"),
            ({ message }: Error) => {
                assert.match(
                    message,
                    /^Microsoft Entra issued no token for Azure Resource Manager to Microsoft Entra service/,
                );
                assert.match(message, /AADSTS7000215/);
                assert.doesNotMatch(message, /wrong-marker/);
                return true;
            },
        );
    });

    it("asks with another provider's token where no secret is there", async () => {
        inTurn({ status: 200, body: {} });
        const federation = { ARM_CLIENT_SECRET: "", ARM_USE_OIDC: "true", ARM_OIDC_TOKEN: secret };
        await azure.resourceManager(federation).get(id, "2024-05-01");
        const form = new URLSearchParams(azure.tokenRequests[0]!.body);
        assert.equal(form.get("client_assertion"), secret);
        assert.equal(form.get("client_id"), clientId);
    });

    it("tells that there is no such token", async () => {
        const federation = { ARM_CLIENT_SECRET: "", ARM_USE_OIDC: "true" };
        await assert.rejects(
            azure.resourceManager(federation).get(id, "2024-05-01"),
            /issued no token .*\nIt said: .*neither an OpenID Connect token, nor a file with one/,
        );
    });

    it("names what a service principal lacks", async () => {
        await assert.rejects(
            azure.resourceManager({ ARM_TENANT_ID: "", ARM_CLIENT_ID: "" }).get(id, "2024-05-01"),
            /deploys with a client secret is incomplete: without tenantId and clientId/,
        );
    });

    it("names a cloud that there is not, and one that cannot be reached", async () => {
        const nowhere = ResourceManager.from(() => undefined, { ARM_ENVIRONMENT: "mars" });
        await assert.rejects(
            nowhere.get(id, "2024-05-01"),
            /no Azure cloud with the name "mars"\nSet azure-native:environment/,
        );
        const closed = ResourceManager.from(
            () => undefined,
            { ARM_METADATA_HOSTNAME: "localhost:1" },
            { retryDelayMs: 1 },
        );
        await assert.rejects(
            closed.get(id, "2024-05-01"),
            /https:\/\/localhost:1 did not answer GET \/metadata\/endpoints/,
        );
    });
});
