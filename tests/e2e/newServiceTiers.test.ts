import assert from "node:assert/strict";
import { userAssignedIdentity } from "../../emulator/arm/resources/managedIdentities";
import { newServiceTiers } from "../../settings/service";
import { buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";

const endpoint = "llama-chat";
const publisher = { publisherName: "Contoso", publisherEmail: "apis@contoso.example" };

/** What azure-native's SDK would add by itself. */
const additions = [
    ...["disableGateway", "enableClientCertificate", "natGatewayState", "restore", "virtualNetworkType"],
];

describe("a new service of each tier, on the real engine", function () {
    this.timeout(commandTimeout);

    let e2e: E2e;
    let managedIdentity: Awaited<ReturnType<typeof identityOfGateway>>;
    let idsBefore: string[];

    before(async function () {
        this.timeout(buildTimeout);
        e2e = await openE2e({
            service: service("Consumption"),
            endpoints: [{ name: endpoint }],
            credential: { oauthM2M: { clientId: "sp", clientSecret: "dose-marker" } },
        });
        managedIdentity = await identityOfGateway();
        idsBefore = e2e.emulator.arm.store.ids();
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

    it("is told to use an identity where OAuth is not possible, in a preview that names the tier", async () => {
        const run = await e2e.stack.preview();
        assert.notEqual(run.code, 0);
        assert.match(
            run.output,
            /"apim-Consumption" does not support .*\n.*oauthM2M: the Consumption tier does not support the internal cache/,
        );
        assert.match(
            run.output,
            /Supported in: Developer, .*\. Alternatively, use serving-gateway:credential\.managedIdentity\./,
        );
        assert.doesNotMatch(run.output, /\n\s+at .+:\d+:\d+|marker/);
        await e2e.configure({ credential: { managedIdentity } });
    });

    for (const sku of newServiceTiers) {
        it(`is made in the ${sku} tier, with its group, without what Azure refuses there, and without portals`, async () => {
            await e2e.configure({ service: service(sku) });
            const run = await e2e.stack.up();
            assert.equal(run.code, 0, run.output);
            const { properties, envelope } = shown(sku);
            assert.ok(made().some((id) => id.endsWith(`/resourceGroups/rg-apim-${sku}`)));
            assert.equal((envelope.sku as { name: string }).name, sku);
            assert.equal(properties.provisioningState, "Succeeded");
            const portals = [properties.developerPortalStatus, properties.legacyPortalStatus];
            assert.deepEqual(portals, [sku === "Consumption" ? undefined : "Disabled", "Disabled"]);
            const { deployment } = JSON.parse(await e2e.stack.exportState());
            const { inputs } = deployment.resources.find(({ type }: any) => /:ApiManagementService$/.test(type));
            assert.deepEqual(
                Object.keys(inputs).filter((input) => additions.includes(input)),
                [],
            );
        });

        if (sku === "Consumption") it("is called under its own address, and calls as the identity it is given", called);
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

    it("is destroyed with the stack; only names of soft-deleted services stay, as in Azure", async () => {
        const run = await e2e.stack.destroy();
        assert.equal(run.code, 0, run.output);
        const deleted = "Microsoft.ApiManagement/locations/westeurope/deletedservices/";
        assert.deepEqual(
            made()
                .map((id) => id.split("/providers/")[1])
                .sort(),
            newServiceTiers.map((sku) => `${deleted}apim-${sku}`).sort(),
        );
    });

    const made = () => e2e.emulator.arm.store.ids().filter((id) => !idsBefore.includes(id));

    /** A user-assigned identity that may query the endpoint. */
    async function identityOfGateway() {
        const { access, workspace } = e2e.emulator;
        const group = `/subscriptions/${access.subscriptionId}/resourceGroups/${access.resourceGroup}`;
        const resourceId = `${group}/providers/${userAssignedIdentity}/id-gateway`;
        const url = `${access.armUrl}${resourceId}?api-version=2023-01-31`;
        const { clientId } = JSON.parse((await e2e.put(url, { location: "westeurope" })).text).properties;
        workspace.addServicePrincipal(clientId);
        workspace.grant(clientId, endpoint, "CAN_QUERY");
        return { clientId, resourceId };
    }

    async function called(): Promise<void> {
        const { gatewayUrl, endpoints, subscriptionKeys } = (await e2e.stack.outputs()) as Record<string, any>;
        assert.notEqual(gatewayUrl, e2e.emulator.access.gatewayUrl);
        const { url } = endpoints[endpoint];
        assert.ok(url.startsWith(gatewayUrl), url);
        const body = { messages: [{ role: "user", content: "Hello" }] };
        const key = { "Ocp-Apim-Subscription-Key": subscriptionKeys[endpoint] };
        const answer = await e2e.call(`${url}/invocations`, key, body);
        assert.equal(answer.status, 200, answer.text);
        assert.equal(e2e.emulator.workspace.requests.at(-1)?.principal, managedIdentity.clientId);
    }
});
