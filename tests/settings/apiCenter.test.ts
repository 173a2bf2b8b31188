import assert from "node:assert/strict";
import { refusalOf, settingsWith } from "./configuration";

const service =
    "/subscriptions/5b5b1d50-0000-4000-8000-000000000001/resourceGroups/rg/providers/Microsoft.ApiCenter/services/contoso";
const defaults = { service, workspace: "default", lifecycleStage: "production" };

describe("apiCenter in the settings", () => {
    it("registers nothing unless somebody asks for it", () => {
        for (const none of [{}, { apiCenter: {} }, { endpoints: [{ name: "churn", apiCenter: {} }] }]) {
            assert.equal(settingsWith(none).endpoints[0]!.apiCenter, undefined);
        }
        assert.deepEqual(settingsWith({ apiCenter: { service } }).endpoints[0]!.apiCenter, defaults);
    });

    it("is the stack's, less endpoints that are off, with the stage that an endpoint names", () => {
        const { endpoints } = settingsWith({
            apiCenter: { service, environment: "prod", lifecycleStage: "testing" },
            endpoints: [
                { name: "churn" },
                { name: "draft", apiCenter: false },
                { name: "old", apiCenter: { lifecycleStage: "deprecated" } },
            ],
        });
        const stack = { ...defaults, environment: "prod", lifecycleStage: "testing" };
        assert.deepEqual(
            endpoints.map(({ apiCenter }) => apiCenter),
            [stack, undefined, { ...stack, lifecycleStage: "deprecated" }],
        );
    });

    for (const [apiCenter, says] of [
        [
            { workspace: "default" },
            /apiCenter\.service is missing\. Set it to the resource id of an API Center service/,
        ],
        [{ service: "contoso" }, /apiCenter\.service must be the resource id .*Microsoft\.ApiCenter\/services\/<name>/],
        [{ service, environment: "a_b" }, /apiCenter\.environment must be .*3 to 90 letters, digits and hyphens/],
        [{ service, workspace: "ab" }, /apiCenter\.workspace must be .*3 to 90/],
        [{ service, lifecycleStage: "live" }, /apiCenter\.lifecycleStage must be one of design, development, testing/],
        [{ service, prefix: "team_" }, /apiCenter\.prefix must be .*letters, digits and hyphens/],
        [{ service, contact: {} }, /apiCenter\.contact is empty\. Set name, email or url/],
        [{ service, contact: { email: "team" } }, /apiCenter\.contact\.email must be a mail address/],
        [{ service, documentation: "http://wiki" }, /apiCenter\.documentation must be .*https:\/\//],
        [{ service, customProperties: ["x"] }, /apiCenter\.customProperties must be an object/],
    ] as const) {
        it(`refuses ${JSON.stringify(apiCenter)}`, () => assert.match(refusalOf({ apiCenter }), says));
    }
});
