import assert from "node:assert/strict";
import { endingKeys } from "../../plan/endingKeys";
import { SavedState } from "../../plan/savedState";
import { deployed, plan, saved, service } from "./planned";

const wanted = (...names: string[]) => names.map((name) => ({ id: `${service}/subscriptions/${name}` }));
const state = new SavedState(
    ["gold-desk", "gold-app", "churn"].map((name) => saved("Subscription", name, `subscriptions/${name}`)),
);

describe("keys that end with a deployment", () => {
    it("are told in one line, with the subscriptions that leave", () => {
        assert.equal(
            endingKeys({}, wanted("churn", "platinum-desk"), state),
            "this deployment deletes these subscriptions, and the keys that callers have of them stop working: " +
                '"gold-app", "gold-desk"',
        );
        assert.match(
            endingKeys({}, wanted("churn", "gold-app"), state)!,
            /this subscription, and .* of it stop working: "gold-desk"$/,
        );
    });

    it("are known of the secrets of vaults that the state has", async () => {
        const secrets = {
            urn: "urn:pulumi:test::serving-gateway::a$pulumi-nodejs:dynamic/serving-gateway:KeySecrets::product-gold:secrets:desk",
            outputs: { vaultId: "/V", keySecret: "Models-key", tags: { "serving-gateway-subscription": "gold-desk" } },
        };
        const { savedSecrets } = await plan({ state: [...deployed, secrets] });
        assert.deepEqual([...savedSecrets], [["/v/secrets/models-key", "gold-desk"]]);
    });

    it("are none while a workspace cannot be used, where nothing is deleted", () => {
        assert.equal(endingKeys({ unusable: new Map() }, wanted("churn"), state), undefined);
    });

    it("are none where every subscription stays, in whatever case Azure writes it", () => {
        assert.equal(endingKeys({}, wanted("Churn", "gold-app", "gold-DESK", "new"), state), undefined);
    });
});
