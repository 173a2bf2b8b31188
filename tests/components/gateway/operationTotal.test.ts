import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import type { ServingApi } from "../../../components/api/servingApi";
import { limitOperations } from "../../../components/gateway/operationTotal";
import { valueOf } from "../recorder";

/** An API whose document has so many operations. */
function api(count: number, candidate = false): Pick<ServingApi, "spec" | "candidate"> {
    const paths = Object.fromEntries(Array.from({ length: count }, (_, index) => [`/${index}`, { post: {} }]));
    return {
        spec: { document: pulumi.output(JSON.stringify({ paths })) },
        candidate: candidate ? {} : undefined,
    } as Pick<ServingApi, "spec" | "candidate">;
}

describe("how many operations a service takes", () => {
    it("counts every operation of every document, and those of a revision", async () => {
        assert.equal(await valueOf(limitOperations("apim", [api(3), api(1), api(2, true)], "Developer")), 8);
    });

    it("is refused with the tiers that take so many", async () => {
        const [most, more] = [
            [api(2_997), api(3)],
            [api(2_998), api(3)],
        ];
        assert.equal(await valueOf(limitOperations("apim", most!, "Developer")), 3_000);
        // `valueOf` waits for a value.
        const refused = limitOperations("apim", more!, "Developer") as unknown as { promise(): Promise<number> };
        await assert.rejects(
            refused.promise(),
            /"apim" does not support .*\n {2}The stack creates 3001 operations; the limit of the Developer tier is 3000\. Supported in: Basic.*\n.*\(paths, at an endpoint\)/,
        );
    });
});
