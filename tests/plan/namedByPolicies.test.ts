import assert from "node:assert/strict";
import { churn } from "../components/declare";
import { AzureError } from "../../azure/azureError";
import { productDefaults } from "../../settings/defaults";
import { fileFragmentName } from "../../settings/policies";
import { deployed, FakeAzure, plan, refusal, saved } from "./planned";

const plain = { ...churn, resilience: { ...churn.resilience, circuitBreaker: false as const } };
const fragmentOfFile = saved(
    "PolicyFragment",
    `test-${fileFragmentName("policies/a.xml")}`,
    `policyFragments/test-${fileFragmentName("policies/a.xml")}`,
);
const including = (fragment: string) => [
    { ...plain, policies: { inbound: [{ fragment, position: "before" as const }] } },
];

describe("what policies of the platform team name", () => {
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

    it("are told at the product that names them", async () => {
        const { policies } = including("company-logging")[0]!;
        const products = [{ ...productDefaults("gold"), name: "gold", endpoints: ["*"], policies }];
        const message = await refusal({ state: deployed, settings: { products } });
        assert.match(message, /product "gold": policies\.inbound: the API Management service has no policy fragment/);
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

    const file = (text: string, ...namedValues: string[]) => {
        const written = { path: "policies/a.xml", text, policies: [], namedValues };
        return [
            { ...plain, policies: { inbound: [{ fragment: "own-a", position: "before" as const, file: written }] } },
        ];
    };

    it("may name values of the service and of the stack, with case, and no others", async () => {
        const azure = new FakeAzure({ "namedValues/5f3a": { displayName: "company-name" } });
        const endpoints = file("", "company-name", "databricks-pat", "Company-Name");
        assert.equal(
            await refusal({ azure, state: [...deployed, fragmentOfFile], settings: { endpoints } }),
            [
                "this cannot be deployed:",
                '  endpoint "churn": policies.inbound (policies/a.xml): neither the API Management service nor the stack has a named value "Company-Name". Correct {{Company-Name}}, or create the named value first',
            ].join("\n"),
        );
    });

    it("may name no value that the stack has still, and that this deployment deletes", async () => {
        const azure = new FakeAzure({ "namedValues/old-pat": { displayName: "old-pat" } });
        const state = [...deployed, fragmentOfFile, saved("NamedValue", "named-value-old-pat", "namedValues/old-pat")];
        assert.match(
            await refusal({ azure, state, settings: { endpoints: file("", "old-pat") } }),
            /neither the API Management service nor the stack has a named value "old-pat"/,
        );
    });

    it("are not checked for named values that the deploying identity cannot read", async () => {
        const azure = new FakeAzure();
        const list = async (id: string) => {
            if (!id.endsWith("/namedValues")) return azure.list(id);
            throw new AzureError({ failure: "403", fix: "ask", status: 403 });
        };
        const settings = { endpoints: file("", "company-name") };
        await plan({ azure: { get: (id) => azure.get(id), list }, state: [...deployed, fragmentOfFile], settings });
    });

    it("may name a backend that checks content where the service has it", async () => {
        const contentSafety = { backend: "safety", categories: {}, shieldPrompt: true, enforceOnCompletions: false };
        const settings = {
            endpoints: [{ ...plain, contentSafety }],
            ofEndpoints: { ...plain, contentSafety } as never,
        };
        await plan({ azure: new FakeAzure({ "backends/safety": {} }), state: deployed, settings });
        assert.equal(
            await refusal({ state: deployed, settings }),
            [
                "this cannot be deployed:",
                '  serving-gateway:contentSafety.backend: the API Management service has no backend "safety". Correct the name, or create a backend that leads to Azure AI Content Safety',
            ].join("\n"),
        );
    });

    it("cost no call where the settings name none", async () => {
        const azure = new FakeAzure();
        await plan({ azure, state: deployed });
        assert.ok(!azure.asked.includes("/policyFragments/"));
    });
});
