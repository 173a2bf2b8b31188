import assert from "node:assert/strict";
import { Gate } from "../../emulator/workspace/gate";
import { declare } from "./declare";

const create = { sku: "Developer", publisherName: "Contoso", publisherEmail: "apis@contoso.example" } as const;
const services = [
    { name: "apim-contoso", resourceGroup: "rg-apis" },
    { name: "apim-new", create },
    { name: "apim-new", resourceGroup: "rg-apis", create },
];

describe("the provider of dynamic resources", () => {
    for (const service of services) {
        const kind = `${service.create ? "a new" : "an existing"} service${service.resourceGroup ? "" : " and its group"}`;
        it(`is configured before anything is declared in Azure for ${kind}`, async () => {
            const gate = new Gate();
            const inAzure: string[] = [];
            const declaring = declare({ service }, false, async (type, name) => {
                if (type === "pulumi-nodejs:dynamic:configured") await gate.pass();
                if (name && type.startsWith("azure-native:")) inAzure.push(type);
                // The documents wait for nothing: all that could be declared by now is.
                if (type.endsWith(":EndpointSpec")) setImmediate(() => release());
            });
            let atRelease: string[] | undefined;
            const release = () => {
                atRelease = [...inAzure];
                gate.open();
            };
            await declaring;
            assert.deepEqual(atRelease, []);
            assert.notDeepEqual(inAzure, []);
        });
    }
});
