import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { endpointGrant } from "../../../components/credentials/endpointGrant";
import { valueOf } from "../recorder";

describe("a grant", () => {
    it("is asked for only when what was there before is in the state", async () => {
        const events: string[] = [];
        pulumi.runtime.setMocks({
            newResource: async ({ type, name, inputs }) => {
                events.push(`${type.split(":").at(-1)} ${name} begins`);
                for (let turn = 0; turn < 50; turn++) await setImmediate();
                events.push(`${type.split(":").at(-1)} ${name} ends`);
                return { id: name, state: inputs };
            },
            call: () => ({}),
        });
        const parent = new pulumi.ComponentResource("serving-gateway:index:ServingApi", "churn");
        const args = { endpointId: "0f1e", applicationId: "5f0c", own: true } as const;
        const granted = endpointGrant("churn-grant", args, parent) as pulumi.CustomResource;
        await valueOf(granted.id);
        assert.deepEqual(
            events.filter((event) => event.includes("Grant")),
            [
                "EndpointGrant churn-grant begins",
                "EndpointGrant churn-grant ends",
                "EndpointGrantCall churn-grant-call begins",
                "EndpointGrantCall churn-grant-call ends",
            ],
        );
    });
});
