import assert from "node:assert/strict";
import { llmLogOn } from "../../provider/llmLogProvider";
import { type Answer, type AzureServer, startAzure } from "../azure/azureServer";

const serviceId = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/apim";
const apiId = `${serviceId}/apis/chat`;
const id = `${apiId}/diagnostics/azuremonitor`;
const state = { apiId, sampling: 25, prompts: true, answers: false, maxBytes: 4096 };
const inputs = { ...state, serviceId };
const properties = {
    loggerId: `${serviceId}/loggers/azuremonitor`,
    alwaysLog: "allErrors",
    sampling: { samplingType: "fixed", percentage: 25 },
    logClientIp: false,
    largeLanguageModel: { logs: "enabled", requests: { messages: "all", maxSizeInBytes: 4096 } },
};

describe("LlmLog's provider", () => {
    let azure: AzureServer;
    let diagnostic: unknown;
    let hasLogger: boolean;
    /** What is there after a write that is answered with 400. */
    let atPut: unknown;
    const provider = llmLogOn(() => azure.resourceManager());

    before(async () => {
        azure = await startAzure(({ method, url }): Answer => {
            if (method === "PUT" && atPut !== undefined) {
                diagnostic = atPut;
                return { status: 400, body: { error: { code: "ValidationError", message: "No." } } };
            }
            if (method !== "GET") return { status: 200, body: {} };
            const found = url!.includes("/loggers/") ? hasLogger : diagnostic !== undefined;
            return found ? { status: 200, body: { properties: diagnostic ?? {} } } : { status: 404 };
        });
        await provider.configure!({} as any);
    });
    after(() => azure.close());
    beforeEach(() => {
        azure.received.length = 0;
        [diagnostic, hasLogger, atPut] = [undefined, true, undefined];
    });

    const written = () => azure.received.filter(({ method }) => method !== "GET");

    it("keeps what the settings say, with the version that can", async () => {
        assert.deepEqual(await provider.create(inputs), { id, outs: state });
        const [{ method, url, body }] = written() as [any];
        assert.deepEqual([method, url], ["PUT", `${id}?api-version=2025-09-01-preview`]);
        assert.deepEqual(JSON.parse(body), { properties });
    });

    it("makes nothing for a model that takes tables, and asks for no logger and for nobody's diagnostic", async () => {
        [hasLogger, diagnostic] = [false, properties];
        const table = { ...inputs, isTable: true };
        const outs = { ...state, isTable: true };
        assert.deepEqual(await provider.check!({}, table), { inputs: table });
        assert.deepEqual(await provider.create(table), { id, outs });
        assert.deepEqual(await provider.read!(id, outs), { id, props: outs, inputs: outs });
        await provider.delete!(id, outs);
        assert.deepEqual(azure.received, []);
    });

    it("deletes the diagnostic that the stack has of such a model, and makes one only where nobody has one", async () => {
        const table = { ...inputs, isTable: true };
        const outs = { ...state, isTable: true };
        assert.equal((await provider.diff!(id, state, table)).changes, true);
        assert.deepEqual(await provider.update!(id, state, table), { outs });
        await provider.update!(id, outs, table);
        diagnostic = properties;
        await assert.rejects(provider.check!(outs, inputs), /exists already/);
        await assert.rejects(provider.update!(id, outs, inputs), /exists already/);
        assert.deepEqual(
            written().map(({ method }) => method),
            ["DELETE"],
        );
        diagnostic = undefined;
        assert.deepEqual(await provider.update!(id, outs, inputs), { outs: state });
    });

    it("refuses in a preview a service without the logger, and says how to create it", async () => {
        hasLogger = false;
        await assert.rejects(provider.check!({}, inputs), /needs the logger "azuremonitor"[^]*az rest --method put/);
        const unknown = { ...inputs, serviceId: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" };
        assert.deepEqual(await provider.check!({}, unknown), { inputs: unknown });
    });

    it("never changes somebody else's diagnostic, and refuses it in a preview, also one that is the same", async () => {
        const refused =
            /diagnostics\/azuremonitor exists already[^]*az rest --method delete --url '[^']*\?api-version=2025-09-01-preview'[^]*auditLog: false/;
        for (const found of [{ ...properties, sampling: { percentage: 100 } }, properties]) {
            diagnostic = found;
            await assert.rejects(provider.check!({}, inputs), refused);
            await assert.rejects(provider.create(inputs), refused);
            assert.deepEqual(await provider.check!(state, inputs), { inputs });
        }
        assert.deepEqual(written(), []);
    });

    it("leaves nothing that the next preview would refuse where writing fails, and what somebody else wrote meanwhile", async () => {
        for (const [there, expected] of [
            [properties, ["PUT", "DELETE"]],
            [{ ...properties, sampling: { percentage: 100 } }, ["PUT"]],
        ] as const) {
            [diagnostic, atPut] = [undefined, there];
            await assert.rejects(provider.create(inputs), /400/);
            assert.deepEqual(
                written().map(({ method }) => method),
                expected,
            );
            azure.received.length = 0;
        }
    });

    it("finds out in a refresh what was changed, and that it is gone", async () => {
        diagnostic = properties;
        assert.deepEqual((await provider.read!(id, state)).props, state);
        diagnostic = {
            ...properties,
            largeLanguageModel: { logs: "enabled", responses: { messages: "all", maxSizeInBytes: 1 } },
        };
        const { props } = await provider.read!(id, state);
        assert.deepEqual(props, { ...state, prompts: false, answers: true, maxBytes: 1 });
        assert.equal((await provider.diff!(id, props, inputs)).changes, true);
        diagnostic = undefined;
        assert.deepEqual(await provider.read!(id, state), { id: "" });
    });

    it("has no change where nothing but the service's id differs, and deletes its own", async () => {
        assert.deepEqual(await provider.diff!(id, state, inputs), {
            changes: false,
            replaces: [],
            deleteBeforeReplace: true,
        });
        await provider.delete!(id, state);
        assert.deepEqual(
            written().map(({ method, url }) => [method, url]),
            [["DELETE", `${id}?api-version=2025-09-01-preview`]],
        );
    });
});
