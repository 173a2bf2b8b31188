import type * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { withoutVersionAliases } from "../../startup/versionAliases";

describe("aliases of azure-native's types in other API versions", () => {
    it("are left out, and no other aliases and options are", () => {
        const kept = ["urn:pulumi:dev::p::t::n", { name: "before" }, { type: "azure-native:apimanagement:ApiRelease" }];
        const older = { type: "azure-native:apimanagement/v20220801:Api" };
        const preview = { type: "azure-native:apimanagement/v20230501preview:Api" };
        const opts = { aliases: [...kept, older, preview], protect: true } as pulumi.CustomResourceOptions;
        const props = { path: "models" };
        assert.deepEqual(withoutVersionAliases({ props, opts } as unknown as pulumi.ResourceTransformationArgs), {
            props,
            opts: { aliases: kept, protect: true },
        });
    });
});
