import assert from "node:assert/strict";
import { refusalOf, settingsWith } from "./configuration";

describe("what callers get to see of errors", () => {
    it("is all of them, unless the stack or the endpoint says otherwise", () => {
        assert.deepEqual(settingsWith({}).endpoints[0]!.errors, { stackTrace: "pass" });
        const [churn, fraud] = settingsWith({
            errors: { stackTrace: "remove" },
            endpoints: [{ name: "churn", errors: { stackTrace: "pass" } }, { name: "fraud" }],
        }).endpoints;
        assert.deepEqual([churn!.errors, fraud!.errors], [{ stackTrace: "pass" }, { stackTrace: "remove" }]);
    });

    it("is refused where it is neither", () => {
        assert.match(refusalOf({ errors: { stackTrace: "hide" } }), /errors\.stackTrace must be "pass" .* or "remove"/);
        assert.match(refusalOf({ errors: { stackTraces: "remove" } }), /errors\.stackTraces is not a setting/);
        const mocked = { name: "churn", mock: true, errors: { stackTrace: "remove" } };
        assert.match(
            refusalOf({ endpoints: [mocked] }),
            /errors of endpoint "churn" has no effect on generated answers/,
        );
    });
});
