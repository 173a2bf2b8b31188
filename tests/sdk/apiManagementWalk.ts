import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ApiManagementClient } from "@azure/arm-apimanagement";
import { sanitize } from "../../transforms/convert/pipeline";

const group = "rg-serving-gateway";
const service = "apim-serving-gateway";
const api = "rag-chatbot";
const raw = readFileSync(join(__dirname, "../../emulator/workspace/documents/rag-chatbot.json"), "utf8");

/** An emulated Azure Resource Manager with the service of the emulators' seed. */
export interface Walked {
    readonly url: string;
    readonly token: string;
    readonly subscriptionId: string;
    /** PEM of the CA that signed its certificate. */
    readonly ca: string;
    /** Ids of what it holds. */
    ids(): Promise<readonly string[]>;
    close(): Promise<void>;
}

/** Declares the tests of the walk that the program does, by hand and with Microsoft's own client. */
export function walkApiManagement(start: () => Promise<Walked>): void {
    let arm: Walked;
    let client: ApiManagementClient;
    let bornWith: readonly string[];

    before(async () => {
        arm = await start();
        bornWith = await arm.ids();
        const getToken = async () => ({ token: arm.token, expiresOnTimestamp: Date.now() + 3_600_000 });
        client = new ApiManagementClient({ getToken }, arm.subscriptionId, {
            endpoint: arm.url,
            $host: arm.url,
            tlsOptions: { ca: arm.ca },
            retryOptions: { maxRetries: 0 },
        });
    });
    after(() => arm?.close());

    const importing = (value: string) =>
        client.api.beginCreateOrUpdateAndWait(group, service, api, {
            path: "models/rag-chatbot",
            format: "openapi+json",
            value,
            serviceUrl: "https://workspace.example.com/serving-endpoints/rag-chatbot",
            protocols: ["https"],
            subscriptionRequired: true,
        });

    it("reads the service", async () => {
        const found = await client.apiManagementService.get(group, service);
        assert.equal(found.provisioningState, "Succeeded");
        assert.match(found.gatewayUrl!, /^https:\/\/localhost:/);
        const names: string[] = [];
        for await (const { name } of client.apiManagementService.list()) names.push(name!);
        assert.deepEqual(names, [service]);
    });

    it("is refused the raw document, whose prefixItems are named with their pointer", async () => {
        await assert.rejects(
            importing(raw),
            (error: Error & { statusCode?: number; code?: string; details?: object }) => {
                assert.equal(error.statusCode, 400);
                assert.equal(error.code, "ValidationError");
                const text = JSON.stringify(error.details);
                assert.match(text, /prefixItems is not a valid property at #\/paths\/[^"]+/);
                assert.match(text, /The input OpenAPI file is not valid for the OpenAPI specification/);
                return true;
            },
        );
        await assert.rejects(client.api.get(group, service, api), { statusCode: 404, code: "ResourceNotFound" });
    });

    it("imports the sanitized document and finds its operations", async () => {
        const imported = await importing(JSON.stringify(sanitize(JSON.parse(raw)).document));
        assert.equal(imported.path, "models/rag-chatbot");
        assert.equal(imported.provisioningState, "Succeeded");
        const templates: string[] = [];
        for await (const operation of client.apiOperation.listByApi(group, service, api)) {
            assert.equal(operation.method, "POST");
            templates.push(operation.urlTemplate!);
        }
        assert.ok(templates.includes("/served-models/feedback/invocations"), templates.join());
        assert.ok((await client.api.getEntityTag(group, service, api)).eTag);
    });

    it("stores the token as a secret named value", async () => {
        const named = await client.namedValue.beginCreateOrUpdateAndWait(group, service, "databricks-pat", {
            displayName: "databricks-pat",
            value: "dapi-of-the-test",
            secret: true,
        });
        assert.deepEqual([named.secret, named.value], [true, undefined]);
        const { value } = await client.namedValue.listValue(group, service, "databricks-pat");
        assert.equal(value, "dapi-of-the-test");
    });

    it("sets a policy that refers to it, and is refused one that refers to nothing", async () => {
        const policy = (name: string) => ({
            format: "rawxml",
            value: `<policies>
    <inbound>
        <base />
        <set-header name="Authorization" exists-action="override">
            <value>Bearer {{${name}}}</value>
        </set-header>
    </inbound>
</policies>`,
        });
        await assert.rejects(
            client.apiPolicy.createOrUpdate(group, service, api, "policy", policy("no-such-value")),
            (error: Error & { statusCode?: number; details?: object }) =>
                error.statusCode === 400 &&
                /Cannot find a property 'no-such-value'/.test(JSON.stringify(error.details)),
        );
        await client.apiPolicy.createOrUpdate(group, service, api, "policy", policy("databricks-pat"));
        // The SDK reads this answer with its XML serializer, which finds no value in any JSON: look at the answer itself.
        let answer = "";
        const onResponse = ({ bodyAsText }: { bodyAsText?: string | null }) => void (answer = bodyAsText ?? "");
        await client.apiPolicy.get(group, service, api, "policy", { onResponse });
        const { format, value } = JSON.parse(answer).properties;
        assert.equal(format, "xml");
        assert.match(value, /\r\n {4}<set-header name="Authorization" exists-action="override">\r\n/);
    });

    it("subscribes to the API and reads the keys", async () => {
        const subscription = await client.subscription.createOrUpdate(group, service, "team", {
            displayName: "Team",
            scope: `/apis/${api}`,
            state: "active",
        });
        assert.equal(subscription.state, "active");
        assert.equal((await client.subscription.get(group, service, "team")).primaryKey, undefined);
        const { primaryKey, secondaryKey } = await client.subscription.listSecrets(group, service, "team");
        assert.match(primaryKey!, /^[0-9a-f]{32}$/);
        assert.equal(subscription.primaryKey, primaryKey);
        await client.subscription.regeneratePrimaryKey(group, service, "team");
        const renewed = await client.subscription.listSecrets(group, service, "team");
        assert.notEqual(renewed.primaryKey, primaryKey);
        assert.equal(renewed.secondaryKey, secondaryKey);
    });

    it("publishes the API in a product, whose deletion takes its subscriptions along when told to", async () => {
        await client.product.createOrUpdate(group, service, "models", { displayName: "Models", state: "published" });
        await client.productApi.createOrUpdate(group, service, "models", api);
        const listed: string[] = [];
        for await (const { name } of client.productApi.listByProduct(group, service, "models")) listed.push(name!);
        assert.deepEqual(listed, [api]);
        await assert.rejects(client.product.delete(group, service, "models", "*"), { statusCode: 400 });
        await client.product.delete(group, service, "models", "*", { deleteSubscriptions: true });
    });

    it("creates, soft-deletes and purges a service of its own", async () => {
        const created = await client.apiManagementService.beginCreateOrUpdateAndWait(group, "apim-own", {
            location: "westeurope",
            sku: { name: "BasicV2", capacity: 1 },
            publisherEmail: "team@example.com",
            publisherName: "Team",
        });
        assert.equal(created.provisioningState, "Succeeded");
        await client.apiManagementService.beginDeleteAndWait(group, "apim-own");
        const { serviceId } = await client.deletedServices.getByName("apim-own", "westeurope");
        assert.ok(serviceId!.endsWith("/apim-own"));
        await client.deletedServices.beginPurgeAndWait("apim-own", "westeurope");
    });

    it("leaves nothing behind when everything is deleted", async () => {
        await client.subscription.delete(group, service, "team", "*");
        await client.apiPolicy.delete(group, service, api, "policy", "*");
        await client.api.beginDeleteAndWait(group, service, api, "*");
        await client.namedValue.delete(group, service, "databricks-pat", "*");
        assert.deepEqual(await arm.ids(), bornWith);
    });
}
