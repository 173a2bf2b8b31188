import assert from "node:assert/strict";
import { newServiceTiers } from "../../settings/service";
import { buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";

const publisher = { publisherName: "Contoso", publisherEmail: "apis@contoso.example" };

/** What azure-native's SDK would add by itself. */
const additions = [
    ...["disableGateway", "enableClientCertificate", "natGatewayState", "restore", "virtualNetworkType"],
];

describe("a new service of each tier, on the real engine", function () {
    this.timeout(commandTimeout);

    let e2e: E2e;

    before(async function () {
        this.timeout(buildTimeout);
        e2e = await openE2e({ service: service("Consumption"), endpoints: [{ name: "wine-quality" }], mock: true });
    });
    after(() => e2e?.close());

    function service(sku: string, more: object = {}) {
        return { name: `apim-${sku}`, create: { sku, ...publisher, ...more } };
    }

    /** The service as Azure shows it. */
    function shown(sku: string) {
        const { store } = e2e.emulator.arm;
        return store.get(store.ids().find((id) => id.endsWith(`/service/apim-${sku}`))!)!;
    }

    for (const sku of newServiceTiers) {
        it(`is made in the ${sku} tier, without what Azure refuses there, and without portals`, async () => {
            await e2e.configure({ service: service(sku) });
            const run = await e2e.stack.up();
            assert.equal(run.code, 0, run.output);
            const { properties, envelope } = shown(sku);
            assert.equal((envelope.sku as { name: string }).name, sku);
            assert.equal(properties.provisioningState, "Succeeded");
            const portals = [properties.developerPortalStatus, properties.legacyPortalStatus];
            assert.deepEqual(portals, [sku === "Consumption" ? undefined : "Disabled", "Disabled"]);
            const { deployment } = JSON.parse(await e2e.stack.exportState());
            const made = deployment.resources.find(({ type }: { type: string }) => /:ApiManagementService$/.test(type));
            assert.deepEqual(
                Object.keys(made.inputs).filter((input) => additions.includes(input)),
                [],
            );
        });
    }

    it("has the developer portal if the settings say so, and keeps what somebody turned on by hand where they do not", async () => {
        const sku = newServiceTiers.at(-1)!;
        const up = async (changes: object) => {
            await e2e.configure({ service: service(sku, changes) });
            const run = await e2e.stack.up();
            assert.equal(run.code, 0, run.output);
            return shown(sku).properties.developerPortalStatus;
        };
        assert.equal(await up({ developerPortal: true }), "Enabled");
        assert.equal(await up({ publisherName: "Contoso Models" }), "Enabled");
        assert.equal(await up({ developerPortal: false }), "Disabled");
    });
});
