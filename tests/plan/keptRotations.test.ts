import assert from "node:assert/strict";
import { deployed, plan, refusal, service } from "./planned";

const product = { name: "gold", endpoints: ["*"], published: true, approval: false, groups: [] };
const rotated = (current: string) => ({
    urn: "urn:pulumi:test::serving-gateway::a$pulumi-nodejs:dynamic/serving-gateway:KeyRotation::product-gold:rotation:desk",
    outputs: { subscriptionId: `${service}/subscriptions/Gold-Desk`, marker: "2026-11-28", current },
});
const settings = (desk: string | { name: string; rotateKeys?: string }) => ({
    products: [{ ...product, subscriptions: [desk] }],
});

describe("keys that were rotated", () => {
    it("stay so: settings that would hand out the primary key again are refused", async () => {
        for (const desk of ["desk", { name: "desk" }]) {
            const message = await refusal({ state: [...deployed, rotated("secondary")], settings: settings(desk) });
            assert.match(
                message,
                /serving-gateway:products\[0\]\.subscriptions\[0\]: subscription "desk" no longer has rotateKeys: its primary key, .*\n +Set rotateKeys: "2026-11-28" again, or another text/,
            );
        }
    });

    it("may lose the setting where the primary key is the one that callers have", async () => {
        await plan({ state: [...deployed, rotated("primary")], settings: settings("desk") });
    });

    it("may be rotated again, and go with their subscription", async () => {
        const state = [...deployed, rotated("secondary")];
        await plan({ state, settings: settings({ name: "desk", rotateKeys: "2027-01-01" }) });
        await plan({ state, settings: { products: [] } });
    });
});
