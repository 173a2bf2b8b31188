import assert from "node:assert/strict";
import { keyReports } from "../../../commands/smoke/keys";
import { isWell, junit, tableLines } from "../../../commands/smoke/report";
import type { Result } from "../../../commands/smoke/smoke";

const passed: Result = {
    name: "churn",
    what: "with a key",
    url: "https://g/churn/invocations",
    outcome: "passed",
    status: 200,
    milliseconds: 42,
};
const failed: Result = { ...passed, outcome: "failed", status: 502, message: "502. Check \u001b[31m<it>\u0000" };
const skipped: Result = { ...passed, outcome: "skipped", status: undefined, milliseconds: 0, message: "a reason" };

describe("the report of a smoke test", () => {
    it("is a table, a line for each check that did not pass, and the sum", () => {
        assert.deepEqual(tableLines([passed, failed, skipped]), [
            "outcome  status  ms  name   check       url",
            "passed      200  42  churn  with a key  https://g/churn/invocations",
            "failed      502  42  churn  with a key  https://g/churn/invocations",
            "skipped              churn  with a key  https://g/churn/invocations",
            "",
            "failed: churn, with a key: https://g/churn/invocations: 502. Check  [31m<it> .",
            "skipped: churn, with a key: https://g/churn/invocations: a reason.",
            "1 passed, 1 failed, 1 skipped",
        ]);
    });

    it("tells whose the keys are, and warns of those that expire", () => {
        const outputs = {
            subscriptions: {
                gold: {
                    desk: { owner: "risk@contoso.example", expires: "2026-11-01" },
                    app: { expires: "2027-11-01" },
                },
                silver: { desk: { owner: "x" } },
            },
        };
        const now = Date.parse("2026-11-28");
        assert.deepEqual(tableLines([passed], keyReports(outputs, ["gold"], now)).slice(3, 5), [
            'warning: product "gold": the keys of subscription "desk" (owner: risk@contoso.example) expired on 2026-11-01 and ' +
                "still work: nothing is disabled. Set a later expires, or remove the subscription to end them.",
            'note: product "gold": the keys of subscription "app" expire on 2027-11-01, in 338 days. They go on to work ' +
                "after that: nothing is disabled.",
        ]);
        assert.equal(keyReports(outputs, undefined, now).length, 3);
    });

    it("is XML of JUnit, escaped and without characters that XML does not have", () => {
        const xml = junit("dev", [passed, failed, skipped]);
        assert.match(xml, /<testsuite name="smoke dev" tests="3" failures="1" errors="0" skipped="1" time="0.084">/);
        assert.match(xml, /<testcase classname="churn" name="with a key" time="0.042"\/>/);
        assert.match(xml, /<failure message="502\. Check  \[31m&lt;it&gt; " type="failed">/);
        assert.match(xml, /<skipped message="a reason"\/>/);
        assert.ok(!/[\u0000-\u0008\u001b]/.test(xml));
    });

    it("has in JUnit's XML the lines about keys that the table has, and no output where there are none", () => {
        const outputs = { subscriptions: { gold: { desk: { owner: "a <b>\u001b" }, app: { expires: "2026-11-01" } } } };
        const keys = keyReports(outputs, undefined, Date.parse("2026-11-28"));
        const [, output] = /<system-out>([^]*)<\/system-out>\s*<\/testsuite>/.exec(junit("dev", [passed], keys))!;
        const lines = tableLines([passed], keys).slice(3, 5);
        assert.deepEqual(output!.replaceAll("&lt;", "<").replaceAll("&gt;", ">").split("\n"), lines);
        assert.match(output!, /^note: .*owner: a &lt;b&gt; \)[^]*^warning: .* expired on 2026-11-01/m);
        assert.doesNotMatch(junit("dev", [passed]), /system-out/);
    });

    it("is not well where a limit hides what was to be seen", () => {
        assert.equal(isWell([passed, skipped]), true);
        assert.equal(isWell([passed, failed]), false);
        assert.equal(isWell([{ ...failed, outcome: "limited" }]), false);
    });
});
