import assert from "node:assert/strict";
import { churn } from "../components/declare";
import { deployed, FakeAzure, plan, refusal } from "./planned";

const plain = { ...churn, resilience: { ...churn.resilience, circuitBreaker: false as const } };
const including = (fragment: string) => [
    { ...plain, policies: { inbound: [{ fragment, position: "before" as const }] } },
];

describe("policy fragments that the settings name", () => {
    it("are refused where the service has none of that name, though nothing new is declared", async () => {
        const azure = new FakeAzure({ "policyFragments/company-login": {} });
        assert.equal(
            await refusal({ azure, state: deployed, settings: { endpoints: including("company-logging") } }),
            [
                "this cannot be deployed:",
                '  endpoint "churn": policies.inbound: the API Management service has no policy fragment "company-logging". Correct the name, or create the fragment first',
            ].join("\n"),
        );
    });

    it("are told at the stack where the stack names them, once for all endpoints", async () => {
        const endpoints = including("company-logging");
        const ofEndpoints = endpoints[0] as never;
        const message = await refusal({ state: deployed, settings: { endpoints, ofEndpoints } });
        assert.deepEqual(message.match(/\S+: the API Management service has no/g), [
            "serving-gateway:policies.inbound: the API Management service has no",
        ]);
    });

    it("are taken where the service has them, however their names are written", async () => {
        const azure = new FakeAzure({ "policyFragments/Company-Logging": {} });
        await plan({ azure, state: deployed, settings: { endpoints: including("company-logging") } });
    });

    it("are refused where they are the stack's own", async () => {
        const message = await refusal({ state: deployed, settings: { endpoints: including("test-answer") } });
        assert.match(message, /policy fragment "test-answer" is a part of the gateway's own policies/);
    });

    it("are refused in a service that the stack is about to create", async () => {
        const service = {
            name: "apim-contoso",
            resourceGroup: "rg-apis",
            create: { sku: "Developer", capacity: 1, publisherName: "a", publisherEmail: "a@b.example", location: "x" },
        };
        const settings = { endpoints: including("company-logging"), service: service as never };
        assert.match(await refusal({ settings }), /has no policy fragment "company-logging"/);
    });

    it("cost no call where the settings name none", async () => {
        const azure = new FakeAzure();
        await plan({ azure, state: deployed });
        assert.ok(!azure.asked.includes("/policyFragments/"));
    });
});
