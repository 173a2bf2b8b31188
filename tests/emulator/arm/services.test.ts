import assert from "node:assert/strict";
import { startTestArm, subscriptionId, type TestArm } from "./testArm";

const group = `/subscriptions/${subscriptionId}/resourceGroups/rg-serving-gateway`;
const service = `${group}/providers/Microsoft.ApiManagement/service/apim-test`;
const deleted = `/subscriptions/${subscriptionId}/providers/Microsoft.ApiManagement/locations/westeurope/deletedservices/apim-test`;
const body = {
    location: "westeurope",
    sku: { name: "BasicV2", capacity: 1 },
    properties: { publisherEmail: "team@example.com", publisherName: "Team" },
};

describe("API Management services in the emulator", () => {
    let arm: TestArm;
    beforeEach(async () => void (arm = await startTestArm()));
    afterEach(() => arm.close());

    it("creates a service as a long-running operation that ends with a gateway", async () => {
        const created = await arm.call("PUT", service, body);
        assert.equal(created.status, 201);
        assert.equal(created.body.properties.provisioningState, "Created");
        assert.equal(created.body.properties.targetProvisioningState, "Activating");

        const poll = await arm.call("GET", created.headers["azure-asyncoperation"]!);
        assert.deepEqual([poll.status, poll.body.status], [200, "Succeeded"]);
        const { body: found } = await arm.call("GET", service);
        assert.equal(found.properties.provisioningState, "Succeeded");
        assert.match(found.properties.gatewayUrl, /^https:\/\/localhost:\d+$/);
        assert.deepEqual(found.sku, { name: "BasicV2", capacity: 1 });
        assert.ok(arm.gateways.has(service));
    });

    it("puts into a new service what Azure puts there", async () => {
        await arm.call("PUT", service, body);
        const policy = await arm.call("GET", `${service}/policies/policy`);
        assert.equal(policy.body.properties.format, "xml");
        assert.match(
            policy.body.properties.value,
            /^<!--\r\n {4}IMPORTANT:\r\n[^]*-->\r\n<policies>\r\n\t<inbound><\/inb/,
        );
        const master = await arm.call("GET", `${service}/subscriptions/master`);
        assert.deepEqual([master.body.properties.scope, master.body.properties.state], [`${service}/`, "active"]);
        const groups = await arm.call("GET", `${service}/groups`);
        assert.deepEqual(
            groups.body.value.map(({ name }: { name: string }) => name),
            ["administrators", "developers", "guests"],
        );
    });

    it("names every wrong field of a service", async () => {
        const { status, body: refusal } = await arm.call("PUT", service, { ...body, properties: { publisherName: 1 } });
        assert.equal(status, 400);
        assert.equal(refusal.error.message, "One or more fields contain incorrect values:");
        const targets = refusal.error.details.map(({ target }: { target: string }) => target);
        assert.deepEqual(targets, ["publisherName", "publisherEmail"]);
        const unknownSku = await arm.call("PUT", service, { ...body, sku: { name: "Free" } });
        assert.equal(unknownSku.body.error.details[0].target, "sku");
        const nowhere = await arm.call("PUT", service, { ...body, location: undefined });
        assert.equal(nowhere.body.error.code, "LocationRequired");
    });

    it("keeps its own domain beside a custom one, and shows no certificate's password", async () => {
        await arm.call("PUT", service, body);
        const { gatewayUrl } = (await arm.call("GET", service)).body.properties;
        const custom = { type: "Proxy", hostName: "models.contoso.example", defaultSslBinding: true };
        const secrets = { certificateSource: "Custom", encodedCertificate: "MIIK", certificatePassword: "hidden" };
        const properties = { ...body.properties, hostnameConfigurations: [{ ...custom, ...secrets }] };
        await arm.call("PUT", service, { ...body, properties });
        const found = (await arm.call("GET", service)).body.properties;
        assert.equal(found.gatewayUrl, gatewayUrl);
        const more = { negotiateClientCertificate: false };
        assert.deepEqual(found.hostnameConfigurations, [
            {
                type: "Proxy",
                hostName: new URL(gatewayUrl).host,
                ...more,
                defaultSslBinding: false,
                certificateSource: "BuiltIn",
            },
            { ...custom, ...more, certificateSource: "Custom" },
        ]);
        const portal = { type: "DeveloperPortal", hostName: "portal.contoso.example" };
        const refused = { ...body, properties: { ...properties, hostnameConfigurations: [portal] } };
        assert.equal((await arm.call("PUT", service, refused)).status, 501);
    });

    for (const name of ["Developer", "Basic", "Standard", "Premium"]) {
        it(`refuses to switch client certificates off in the ${name} tier, which has no such switch`, async () => {
            const sku = { name, capacity: 1 };
            const asked = (enableClientCertificate?: boolean) => ({
                ...body,
                sku,
                properties: { ...body.properties, enableClientCertificate },
            });
            const message = `Setting EnableClientCertificate flag to false is not supported for ${name} SKU.`;
            const refused = await arm.call("PUT", service, asked(false));
            assert.equal(refused.status, 400);
            assert.deepEqual(refused.body.error, { code: "NotSupported", message, details: null });
            assert.equal((await arm.call("PUT", service, asked())).status, 201);
            assert.equal((await arm.call("PUT", service, asked(true))).status, 200);
            const later = await arm.call("PUT", service, asked(false));
            assert.equal(later.body.error.code, "EnableClientCertificateCannotBeChangedForSku");
        });
    }

    for (const name of ["Consumption", "BasicV2", "StandardV2", "PremiumV2"]) {
        it(`has a switch for client certificates in the ${name} tier, off at first`, async () => {
            const sku = { name, capacity: name === "Consumption" ? 0 : 1 };
            const asked = (enableClientCertificate: boolean) => ({
                ...body,
                sku,
                properties: { ...body.properties, enableClientCertificate },
            });
            assert.equal((await arm.call("PUT", service, asked(true))).status, 501);
            assert.equal((await arm.call("PUT", service, { ...body, sku })).status, 201);
            assert.equal((await arm.call("GET", service)).body.properties.enableClientCertificate, false);
            assert.equal((await arm.call("PUT", service, asked(false))).status, 200);
        });
    }

    it("keeps a deleted service for 48 hours, in which its name is taken", async () => {
        await arm.call("PUT", service, body);
        const deletion = await arm.call("DELETE", service);
        assert.equal(deletion.status, 202);
        assert.equal((await arm.call("GET", deletion.headers.location!)).body.status, "Succeeded");
        assert.ok(!arm.gateways.has(service));
        assert.equal((await arm.call("GET", service)).body.error.code, "ResourceNotFound");

        const waiting = await arm.call("GET", deleted);
        assert.equal(waiting.body.properties.serviceId, service);
        assert.equal(waiting.body.properties.scheduledPurgeDate, "2026-01-03T00:00:00.000Z");
        const again = await arm.call("PUT", service, body);
        assert.deepEqual([again.status, again.body.error.code], [409, "ServiceAlreadyExistsInSoftDeletedState"]);
        assert.match(again.body.error.message, /^Api service apim-test was soft-deleted\. /);

        arm.advance(48 * 60 * 60 * 1000);
        assert.equal((await arm.call("PUT", service, body)).status, 201);
    });

    it("forgets a purged service", async () => {
        await arm.call("PUT", service, body);
        await arm.call("DELETE", service);
        assert.equal((await arm.call("DELETE", deleted)).status, 202);
        const list = await arm.call("GET", deleted.replace(/\/locations.*/, "/deletedservices"));
        assert.deepEqual(list.body.value, []);
        assert.equal((await arm.call("PUT", service, body)).status, 201);
    });

    it("restores a deleted service with what it held", async () => {
        await arm.call("PUT", service, body);
        await arm.call("PUT", `${service}/tags/red`, { properties: { displayName: "Red" } });
        await arm.call("DELETE", service);
        const restored = await arm.call("PUT", service, {
            location: "westeurope",
            properties: { restore: true },
        });
        assert.equal(restored.status, 201);
        assert.equal((await arm.call("GET", `${service}/tags/red`)).body.properties.displayName, "Red");
        assert.ok(arm.gateways.has(service));
    });

    it("ignores all else where it is told to restore", async () => {
        await arm.call("PUT", service, body);
        const restored = await arm.call("PUT", service, {
            ...body,
            tags: { team: "other" },
            properties: { ...body.properties, publisherName: "Other", restore: true },
        });
        assert.equal(restored.status, 200);
        const { body: found } = await arm.call("GET", service);
        assert.deepEqual([found.tags, found.properties.publisherName], [{}, "Team"]);
    });

    it("soft-deletes the services of a deleted resource group", async () => {
        const deletion = await arm.call("DELETE", `${group}?api-version=2024-03-01`);
        assert.equal((await arm.call("GET", deletion.headers.location!)).status, 200);
        assert.equal(arm.gateways.size, 0);
        const list = await arm.call("GET", deleted.replace(/\/locations.*/, "/deletedservices"));
        assert.deepEqual(
            list.body.value.map(({ name }: { name: string }) => name),
            ["apim-serving-gateway"],
        );
    });

    it("updates tags by PATCH and keeps the rest", async () => {
        await arm.call("PUT", service, body);
        const patched = await arm.call("PATCH", service, { tags: { team: "ml" } });
        assert.equal(patched.status, 200);
        const { body: found } = await arm.call("GET", service);
        assert.deepEqual([found.tags, found.properties.publisherName], [{ team: "ml" }, "Team"]);
    });

    it("does not serve anything in a service that is not there", async () => {
        const { status, body: refusal } = await arm.call("GET", `${service}/apis`);
        assert.deepEqual([status, refusal.error.code], [404, "ParentResourceNotFound"]);
    });
});
