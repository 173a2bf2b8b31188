import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { inspect } from "node:util";
import { quickErrors } from "../../startup/quickErrors";

describe("an error for the user", () => {
    afterEach(() => void delete (pulumi.RunError.prototype as { [inspect.custom]?: unknown })[inspect.custom]);

    it("is inspected as its message, without a trace that nobody reads", () => {
        quickErrors();
        assert.equal(
            inspect(new pulumi.RunError("the workspace answered 403"), { colors: true }),
            "the workspace answered 403",
        );
    });
});
