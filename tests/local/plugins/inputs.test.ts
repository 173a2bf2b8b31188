import assert from "node:assert/strict";
import { UNKNOWN, type PropertyMap } from "../../../local/plugins/plugin";
import { ARM_RESOURCES } from "../../../local/plugins/armResources";
import { about, AT_SERVICE, GROUP, SERVICE, startFixture, type Fixture } from "./azureNativeFixture";

const RESOURCE_GROUP = "azure-native:resources:ResourceGroup";
const ROLE_ASSIGNMENT = "azure-native:authorization:RoleAssignment";

describe("the stand-in for azure-native, minding inputs", () => {
    let fixture: Fixture;
    beforeEach(async () => {
        fixture = await startFixture();
    });
    afterEach(() => fixture.arm.close());

    const changesOf = async (type: string, oldInputs: PropertyMap, inputs: PropertyMap) => {
        const difference = await fixture.plugin.diff(about(type, inputs, { oldInputs }));
        return { changes: Object.fromEntries(difference.changes), before: difference.deleteBeforeReplace };
    };

    describe("names", () => {
        it("gives a top-level resource its logical name and eight hexadecimal digits", async () => {
            const { inputs } = await fixture.plugin.check(about(RESOURCE_GROUP, { location: "westeurope" }));
            assert.match(String(inputs["resourceGroupName"]), /^name[0-9a-f]{8}$/);
        });

        it("gives the same digits for the same seed, so that an update makes what its plan announced", async () => {
            const seed = new Uint8Array([1, 2, 3]);
            const request = about(RESOURCE_GROUP, { location: "westeurope" }, { seed });
            const [one, other] = [await fixture.plugin.check(request), await fixture.plugin.check(request)];
            assert.equal(one.inputs["resourceGroupName"], other.inputs["resourceGroupName"]);
        });

        it("keeps the name that the state has", async () => {
            const { inputs } = await fixture.plugin.check(about(RESOURCE_GROUP, { location: "westeurope" }));
            const again = about(RESOURCE_GROUP, { location: "westeurope" }, { oldInputs: inputs });
            assert.deepEqual((await fixture.plugin.check(again)).inputs, inputs);
        });

        it("gives a child its logical name as it is", async () => {
            const { inputs } = await fixture.plugin.check(about("Tag", { ...AT_SERVICE, displayName: "T" }));
            assert.equal(inputs["tagId"], "name");
        });

        it("gives a role assignment a UUID, the same for the same seed", async () => {
            const role = { scope: SERVICE, principalId: "p", roleDefinitionId: "d" };
            const request = about(ROLE_ASSIGNMENT, role, { seed: new Uint8Array([1, 2, 3]) });
            const names = [await fixture.plugin.check(request), await fixture.plugin.check(request)].map(
                ({ inputs }) => inputs["roleAssignmentName"],
            );
            assert.match(String(names[0]), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
            assert.equal(names[0], names[1]);
        });

        it("gives a policy its logical name too, which APIM refuses: policyId has to be set", async () => {
            const policy = { ...AT_SERVICE, apiId: "a", value: "<policies/>" };
            const { inputs } = await fixture.plugin.check(about("ApiPolicy", policy));
            assert.equal(inputs["policyId"], "name");
        });
    });

    describe("location", () => {
        const service = { ...AT_SERVICE, publisherName: "C", publisherEmail: "c@example.org", sku: { name: "Basic" } };

        it("comes from the resource group", async () => {
            fixture.arm.entities.set(GROUP, { location: "northeurope" });
            const { inputs } = await fixture.plugin.check(about("ApiManagementService", service));
            assert.equal(inputs["location"], "northeurope");
        });

        it("comes from the stack's settings first", async () => {
            fixture.plugin.configure({ "azure-native:config:location": "westus" });
            const { inputs } = await fixture.plugin.check(about("ApiManagementService", service));
            assert.equal(inputs["location"], "westus");
        });

        it("is unknown as long as the resource group is", async () => {
            const request = about("ApiManagementService", { ...service, resourceGroupName: UNKNOWN });
            assert.equal((await fixture.plugin.check(request)).inputs["location"], UNKNOWN);
            assert.deepEqual(fixture.arm.calls, []);
        });

        it("is missed with its fix where nothing gives it", async () => {
            const { failures } = await fixture.plugin.check(about(RESOURCE_GROUP, {}));
            assert.match(failures[0]?.reason ?? "", /^missing required property 'location'.*pulumi config set/);
        });
    });

    it("names the inputs that are missing", async () => {
        const { failures } = await fixture.plugin.check(about("Api", { serviceName: "apim" }));
        assert.deepEqual(
            failures.map((failure) => failure.reason),
            ["missing required property 'resourceGroupName'", "missing required property 'path'"],
        );
    });

    it("names an input that the table does not have, instead of dropping it", async () => {
        const { failures } = await fixture.plugin.check(
            about("Tag", { ...AT_SERVICE, displayName: "T", colour: "red" }),
        );
        assert.deepEqual(failures, [
            { property: "colour", reason: "the stand-in plugin does not know the property 'colour'" },
        ]);
    });

    describe("differences", () => {
        const tag = { ...AT_SERVICE, tagId: "t", displayName: "T" };

        it("sees none between equal inputs", async () => {
            assert.deepEqual(await changesOf("Tag", tag, { ...tag }), { changes: {}, before: false });
        });

        it("updates in place for anything in the body", async () => {
            const { changes } = await changesOf("Tag", tag, { ...tag, displayName: "U" });
            assert.deepEqual(changes, { displayName: { kind: "update", replace: false } });
        });

        it("replaces for anything in the path, and deletes first because the new one may have the old name", async () => {
            for (const name of ["resourceGroupName", "serviceName", "tagId"]) {
                const { changes, before } = await changesOf("Tag", tag, { ...tag, [name]: "other" });
                assert.deepEqual(changes, { [name]: { kind: "update", replace: true } });
                assert.equal(before, true);
            }
        });

        it("creates first where the name is random", async () => {
            const old = { resourceGroupName: "rg1", location: "westeurope", __createBeforeDelete: true };
            const { changes, before } = await changesOf(RESOURCE_GROUP, old, { ...old, location: "westus" });
            assert.deepEqual(changes, { location: { kind: "update", replace: true } });
            assert.equal(before, false);
        });

        it("takes locations for the same whatever their case and spaces", async () => {
            const old = { resourceGroupName: "rg", location: "West Europe" };
            assert.deepEqual((await changesOf(RESOURCE_GROUP, old, { ...old, location: "westeurope" })).changes, {});
        });

        it("takes names of resource groups for the same whatever their case", async () => {
            const { changes } = await changesOf("Tag", tag, { ...tag, resourceGroupName: "RG" });
            assert.deepEqual(changes, {});
        });

        it("takes an input that is added with its default for no change, unless something else changes", async () => {
            const policy = { ...AT_SERVICE, apiId: "a", policyId: "policy", value: "<policies/>" };
            assert.deepEqual((await changesOf("ApiPolicy", policy, { ...policy, format: "xml" })).changes, {});
            const other = await changesOf("ApiPolicy", policy, { ...policy, format: "rawxml" });
            assert.deepEqual(other.changes, { format: { kind: "add", replace: false } });
            const both = await changesOf("ApiPolicy", policy, { ...policy, format: "xml", value: "<p/>" });
            assert.deepEqual(Object.keys(both.changes).sort(), ["format", "value"]);
        });

        it("tells the items of an array apart by what identifies them, in whatever order", async () => {
            const proxy = { type: "Proxy", hostName: "api.contoso.example", defaultSslBinding: true };
            const portal = { type: "DeveloperPortal", hostName: "dev.contoso.example" };
            const hosts = (...hostnameConfigurations: object[]) =>
                ({ ...AT_SERVICE, hostnameConfigurations }) as unknown as PropertyMap;
            const service = "ApiManagementService";
            assert.deepEqual((await changesOf(service, hosts(proxy, portal), hosts(portal, proxy))).changes, {});
            const changed = { ...proxy, defaultSslBinding: false };
            const more = { type: "Proxy", hostName: "other.contoso.example" };
            assert.deepEqual((await changesOf(service, hosts(proxy, portal), hosts(more, changed))).changes, {
                "hostnameConfigurations[0]": { kind: "add", replace: false },
                "hostnameConfigurations[1]": { kind: "delete", replace: false },
                "hostnameConfigurations[1].defaultSslBinding": { kind: "update", replace: false },
            });
        });

        it("tells the members of a pool apart by their places, which the specification gives no identifiers", async () => {
            const pool = (...ids: string[]) => ({
                ...AT_SERVICE,
                backendId: "b",
                pool: { services: ids.map((id) => ({ id })) },
            });
            assert.deepEqual(Object.keys((await changesOf("Backend", pool("a", "b"), pool("b", "a"))).changes), [
                "pool.services[0].id",
                "pool.services[1].id",
            ]);
        });

        it("replaces a role assignment for another principal or place, and puts another role in place", async () => {
            const role = { scope: SERVICE, roleAssignmentName: "r", principalId: "p", roleDefinitionId: "d" };
            const replaced = async (changes: PropertyMap) =>
                Object.values((await changesOf(ROLE_ASSIGNMENT, role, { ...role, ...changes })).changes).some(
                    ({ replace }) => replace,
                );
            assert.equal(await replaced({ principalId: "q" }), true);
            assert.equal(await replaced({ scope: GROUP }), true);
            assert.equal(await replaced({ roleAssignmentName: "s" }), true);
            assert.equal(await replaced({ roleDefinitionId: "e" }), false);
        });

        it("names the deepest place that differs", async () => {
            const old = { ...AT_SERVICE, backendId: "b", credentials: { header: { "x-key": ["a", "b"] } } };
            const now = { ...old, credentials: { header: { "x-key": ["a", "c", "d"] } }, url: "https://x" };
            assert.deepEqual((await changesOf("Backend", old, now)).changes, {
                'credentials.header["x-key"][1]': { kind: "update", replace: false },
                'credentials.header["x-key"][2]': { kind: "add", replace: false },
                url: { kind: "add", replace: false },
            });
        });

        it("takes an unknown path parameter for another one", async () => {
            const { changes } = await changesOf("Tag", tag, { ...tag, serviceName: UNKNOWN });
            assert.equal(changes["serviceName"]?.replace, true);
        });
    });

    describe("previews", () => {
        it("show what is known before anything exists, and call nothing", async () => {
            const inputs = { ...AT_SERVICE, apiId: "a", path: "models/a", value: "{}", serviceUrl: UNKNOWN };
            const { id, outputs } = await fixture.plugin.create(about("Api", inputs, { preview: true }));
            assert.equal(id, "");
            assert.deepEqual(outputs, { azureApiVersion: "2024-05-01", path: "models/a", serviceUrl: UNKNOWN });
            assert.deepEqual(fixture.arm.calls, []);
        });

        it("keep the name through an update, so that nothing built on it seems to be replaced", async () => {
            const inputs = { ...AT_SERVICE, apiId: "a", path: "models/b" };
            const request = about("Api", inputs, { preview: true, outputs: { name: "a", path: "models/a" } });
            const outputs = await fixture.plugin.update(request);
            assert.equal(outputs["name"], "a");
            assert.equal(outputs["path"], "models/b");
            assert.deepEqual(fixture.arm.calls, []);
        });

        it("never send an unknown value: only previews have any", async () => {
            const inputs = { ...AT_SERVICE, tagId: "t", displayName: UNKNOWN };
            await fixture.plugin.create(about("Tag", inputs, { preview: true }));
            await fixture.plugin.update(about("Tag", inputs, { preview: true, id: "x" }));
            assert.deepEqual(fixture.arm.calls, []);
        });
    });

    describe("refresh", () => {
        const path = `${SERVICE}/apis/a`;
        const oldInputs = { ...AT_SERVICE, apiId: "a", path: "models/a", value: "{}", protocols: ["https"] };
        const outputs = { name: "a", path: "models/a", protocols: ["https"], displayName: "from the document" };
        const live = (properties: object) => fixture.arm.entities.set(path, { id: path, name: "a", properties });
        const refreshed = async () =>
            (await fixture.plugin.read(about("Api", {}, { id: path, oldInputs, outputs })))?.inputs;

        it("leaves the inputs alone when nothing changed, defaults of the service included", async () => {
            live({ path: "models/a", protocols: ["https"], displayName: "from the document" });
            assert.deepEqual(await refreshed(), oldInputs);
        });

        it("takes nulls for absent, as the state does", async () => {
            live({ ...outputs, authenticationSettings: { oAuth2: null, openid: null } });
            const shown = { ...outputs, authenticationSettings: {} };
            const found = await fixture.plugin.read(about("Api", {}, { id: path, oldInputs, outputs: shown }));
            assert.deepEqual(found?.inputs, oldInputs);
        });

        it("takes over what really changed, and only that", async () => {
            live({ path: "models/a", protocols: ["http", "https"], displayName: "by hand" });
            const expected = { ...oldInputs, protocols: ["http", "https"], displayName: "by hand" };
            assert.deepEqual(await refreshed(), expected);
        });

        it("drops what was taken away", async () => {
            live({ path: "models/a", displayName: "from the document" });
            const { protocols, ...rest } = oldInputs;
            assert.deepEqual(protocols, ["https"]);
            assert.deepEqual(await refreshed(), rest);
        });

        it("keeps write-only inputs, which no answer shows", async () => {
            live({ path: "models/a", protocols: ["https"], displayName: "by hand" });
            assert.equal((await refreshed())?.["value"], "{}");
        });
    });

    describe("the global policy, which exists from birth", () => {
        const path = `${SERVICE}/policies/policy`;
        const inputs = { ...AT_SERVICE, policyId: "policy", format: "rawxml", value: "<policies/>" };

        it("is created over the text that a service is born with", async () => {
            const birthState = ARM_RESOURCES["azure-native:apimanagement:Policy"]?.birthState;
            fixture.arm.entities.set(path, { id: path, properties: { ...birthState } });
            await fixture.plugin.create(about("Policy", inputs));
            assert.deepEqual(fixture.arm.sequence(), [`GET ${path}`, `PUT ${path}`, `GET ${path}`]);
        });

        it("is not created over anybody's own", async () => {
            fixture.arm.entities.set(path, { id: path, properties: { format: "xml", value: "<policies>theirs" } });
            await assert.rejects(fixture.plugin.create(about("Policy", inputs)), {
                message: `cannot create already existing subresource '${path}'`,
            });
        });
    });
});
