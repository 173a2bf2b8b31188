import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { resourceTypes } from "../../emulator/arm/resourceTypes";
import { policyTable } from "../../emulator/gateway/policyTable";

describe("the emulator's README", () => {
    const readme = readFileSync(join(__dirname, "../../emulator/README.md"), "utf8");
    const row = (beginning: string) => readme.split("\n").find((line) => line.startsWith(`| ${beginning}`)) ?? "";

    it("names each policy that the gateways run, and no other", () => {
        const [, , policies = ""] = row("Policies").split("|");
        assert.deepEqual(namesIn(policies), [...policyTable.keys()].sort());
    });

    it("names each kind of resource below a service", () => {
        const named = namesIn(row("API Management"));
        const collections = resourceTypes.flatMap(({ type }) => type.split("/").slice(2));
        assert.deepEqual(
            [...new Set(collections)].filter((collection) => !named.includes(collection)),
            [],
        );
    });
});

/** What stands between backticks, in the order of the alphabet. */
function namesIn(text: string): string[] {
    return [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name!).sort();
}
