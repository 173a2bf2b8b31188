import assert from "node:assert/strict";
import { unitsProblem } from "../../settings/serviceUnits";

describe("the units of a new service", () => {
    for (const [sku, fits, not, words] of [
        ["Consumption", [0], [1], "must be left out or 0: the Consumption tier has no units"],
        ["Developer", [1], [0, 2], "must fit the tier: Developer has 1 unit"],
        ["Basic", [1, 2], [0, 3], "must fit the tier: Basic has 1 to 2 units"],
        ["Standard", [1, 4], [0, 5], "must fit the tier: Standard has 1 to 4 units"],
        ["Premium", [1, 12], [0], "must fit the tier: Premium has 1 unit or more"],
        ["BasicV2", [1, 10], [0, 11], "must fit the tier: BasicV2 has 1 to 10 units"],
        ["PremiumV2", [1, 30], [0, 31], "must fit the tier: PremiumV2 has 1 to 30 units"],
    ] as const) {
        it(`are those that ${sku} has`, () => {
            for (const capacity of fits) assert.equal(unitsProblem(sku, capacity), undefined);
            for (const capacity of not) assert.equal(unitsProblem(sku, capacity), words);
        });
    }

    it("are not held against a tier that is not known", () => {
        assert.equal(unitsProblem("PremiumV3", 99), undefined);
    });
});
