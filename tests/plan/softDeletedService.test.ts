import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { AzureError } from "../../azure/azureError";
import type { ResourceManager } from "../../azure/resourceManager";
import { softDeletedService } from "../../plan/softDeletedService";
import { declare, one } from "../components/declare";
import { record } from "../components/recorder";

const create = { sku: "Developer", publisherName: "Contoso", publisherEmail: "apis@contoso.example" } as const;
const id =
    "/subscriptions/00000000-0000-4000-8000-00000000000a/providers/Microsoft.ApiManagement/locations/westeurope" +
    "/deletedservices/apim-new";
const kept = { properties: { deletionDate: "2026-11-20T10:00:00Z", scheduledPurgeDate: "2026-11-22T10:00:00Z" } };

describe("a name that a deleted service still has", () => {
    beforeEach(() => void record(true));

    /** Looks for it where Azure answers this. */
    const look = (softDeleted: "refuse" | "restore" | "purge" | undefined, found: object | undefined | Error) => {
        const calls: string[] = [];
        const resourceManager = {
            get: async (asked: string) => {
                calls.push(`GET ${asked}`);
                if (found instanceof Error) throw found;
                return found;
            },
        } as unknown as ResourceManager;
        const service = { name: "apim-new", create: { ...create, softDeleted } };
        return { calls, found: softDeletedService(service, "West Europe", resourceManager) };
    };

    it("is not looked for where no service is made", async () => {
        const never = {} as ResourceManager;
        assert.equal(await softDeletedService({ name: "apim", resourceGroup: "rg" }, "westeurope", never), undefined);
    });

    it("is looked for in the region, and a free one is taken", async () => {
        const { calls, found } = look(undefined, undefined);
        assert.equal(await found, undefined);
        assert.deepEqual(calls, [`GET ${id}`]);
    });

    it("stops the deployment unless the settings say what to do, with until when it is taken", async () => {
        await assert.rejects(look(undefined, kept).found, {
            message: [
                'the name "apim-new" is still taken by a service that was deleted on 2026-11-20, and that Azure keeps until 2026-11-22.',
                "Set serving-gateway:service.create.softDeleted to restore (it comes back with everything it held) or to purge",
                "(it is deleted permanently before the new one is created), or give the new service another name.",
            ].join("\n"),
        });
    });

    it("is restored in place of a new one", async () => {
        const softDeleted = (await look("restore", kept).found)!;
        const { declared } = await declare({ service: { name: "apim-new", create }, softDeleted });
        assert.equal(one(declared, "ApiManagementService").inputs.restore, true);
    });

    it("is purged by a resource of its own, whether it is there or not, and not while it is looked for", async () => {
        for (const answer of [kept, undefined]) {
            const { calls, found } = look("purge", answer);
            const softDeleted = await found;
            const { declared } = await declare({ service: { name: "apim-new", create }, softDeleted });
            assert.equal(one(declared, "ServicePurge").inputs.deletedServiceId, id);
            assert.equal(one(declared, "ApiManagementService").inputs.restore, undefined);
            assert.deepEqual(calls, [`GET ${id}`]);
        }
    });

    it("is looked for in the subscription that is configured, without asking azure-native who deploys", async () => {
        const call = () => assert.fail("azure-native was asked");
        pulumi.runtime.setMocks({ newResource: () => assert.fail(), call }, "serving-gateway", "test", true);
        const subscriptionId = id.split("/")[2]!;
        const resourceManager = { subscriptionId, get: async () => kept } as unknown as ResourceManager;
        const service = { name: "apim-new", create: { ...create, softDeleted: "purge" as const } };
        assert.deepEqual(await softDeletedService(service, "westeurope", resourceManager), { purge: id });
    });

    it("is told in words where azure-native does not know who deploys", async () => {
        const call = () => {
            throw Object.assign(new Error("no login"), { details: "no login" });
        };
        pulumi.runtime.setMocks({ newResource: () => assert.fail(), call }, "serving-gateway", "test", true);
        await assert.rejects(look("purge", undefined).found, (error: Error) => {
            assert.ok(pulumi.RunError.isInstance(error));
            assert.match(error.message, /does not know the subscription.*\nIt said: .*no login.*\nRun `az login`/);
            return true;
        });
        assert.equal(await look("refuse", undefined).found, undefined);
    });

    it("is left to Azure's own refusal where the deploying identity may not look, unless it has to be dealt with", async () => {
        const refusal = new AzureError({ failure: "Azure Resource Manager answered 403", fix: "Give it a role." });
        assert.equal(await look("refuse", refusal).found, undefined);
        await assert.rejects(look("purge", refusal).found, /"apim-new" failed: Azure/);
    });
});
