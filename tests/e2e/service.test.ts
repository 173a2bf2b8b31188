import assert from "node:assert/strict";
import { agent, buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";

describe("a service that the stack creates", function () {
    this.timeout(commandTimeout);

    let e2e: E2e;
    let idsBefore: string[];

    before(async function () {
        this.timeout(buildTimeout);
        e2e = await openE2e({
            service: {
                name: "apim-created",
                create: { sku: "Developer", publisherName: "Contoso", publisherEmail: "apis@contoso.example" },
            },
            endpoints: [{ name: agent, path: "models/rag-chatbot" }],
        });
        idsBefore = e2e.emulator.arm.store.ids();
    });
    after(() => e2e?.close());

    it("is made with its group, and answers callers under its own address", async () => {
        const run = await e2e.stack.up();
        assert.equal(run.code, 0, run.output);
        const outputs = await e2e.stack.outputs();
        assert.notEqual(outputs.gatewayUrl, e2e.emulator.access.gatewayUrl);
        const made = e2e.emulator.arm.store.ids().filter((id) => !idsBefore.includes(id));
        assert.ok(made.some((id) => id.endsWith("/resourceGroups/rg-apim-created")));
        assert.ok(made.some((id) => id.endsWith("/service/apim-created")));
        const { url } = (outputs.endpoints as any)[agent];
        const headers = { "Ocp-Apim-Subscription-Key": (outputs.subscriptionKeys as any)[agent] };
        const body = { dataframe_records: [{ messages: [{ role: "user", content: "Hello" }] }] };
        const answer = await e2e.call(`${url}/invocations`, headers, body);
        assert.equal(answer.status, 200, answer.text);
    });

    it("is destroyed with the stack; only its soft-deleted name stays, as in Azure", async () => {
        const run = await e2e.stack.destroy();
        assert.equal(run.code, 0, run.output);
        const left = e2e.emulator.arm.store.ids().filter((id) => !idsBefore.includes(id));
        assert.deepEqual(
            left.map((id) => id.split("/providers/")[1]),
            ["Microsoft.ApiManagement/locations/westeurope/deletedservices/apim-created"],
        );
    });
});
