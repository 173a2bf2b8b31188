import assert from "node:assert/strict";

const words = require("../../examples/pipelines/steps/words.js") as {
    commentOf: (text: string, failed: boolean) => string;
    issueOf: (refresh: Part, preview: Part) => string;
};

interface Part {
    readonly failed: boolean;
    readonly text: string;
}

const breaking = [
    "error: pulumi-nodejs:dynamic/serving-gateway:EndpointSpec resource 'churn-spec' has a problem: endpoint \"churn\": its new contract breaks callers of the published one:",
    "  breaking: POST /invocations, request age: is required now",
    "  breaking: POST /invocations, request age: is required now",
    "Accept this contract",
].join("\n");

describe("the comment on a preview", () => {
    it("says first what breaks callers, each once and below its endpoint, and hides the rest", () => {
        const text = words.commentOf(breaking, true);
        const [first, block, rest] = text.split("\n\n");
        assert.equal(first, "The preview **failed**. **1 change breaks callers:**");
        assert.match(
            block!,
            /^```text\n.*endpoint "churn": its new contract breaks .*\n {2}breaking: .*is required now\n```$/,
        );
        assert.match(rest!, /^<details><summary>Everything/);
    });

    it("puts what breaks callers of a model service below its name, not below an endpoint's", () => {
        const service = 'model service "main.ai.chat": its contract changes (1 breaking), to 0a1b2c3d4e5f';
        const text = words.commentOf(
            `${breaking}\nwarning: ${service}\n  breaking: POST /chat/completions is gone`,
            false,
        );
        const [first, block] = text.split("\n\n");
        assert.equal(first, "The preview succeeded. **2 changes break callers:**");
        assert.deepEqual(block!.split("\n").slice(3, 5), [service, "  breaking: POST /chat/completions is gone"]);
    });

    it("does not say that nothing breaks where the preview failed before it could tell", () => {
        const comment = words.commentOf("error: no stack named 'prod' found", true);
        assert.match(comment, /^The preview \*\*failed\*\*\. It names no contract that breaks callers\./);
    });

    it("says so where nothing breaks", () => {
        assert.match(
            words.commentOf("Resources:\n    5 unchanged", false),
            /^The preview succeeded\. No contract breaks callers\./,
        );
    });

    it("keeps what a model is called within its block, whatever it is called", () => {
        const evil =
            '```\n</details> @everyone <img src=x> ````\nendpoint "`````": its contract changes\n  breaking: `````';
        const lines = words.commentOf(evil, false).split("\n");
        const fences = lines.filter((line) => /^`{6,}(text)?$/.test(line));
        assert.deepEqual(fences, ["``````text", "``````", "``````text", "``````"]);
    });

    it("has no control characters, and is short enough for GitHub however long the preview is", () => {
        const text = words.commentOf(`\u001b[31m${"x".repeat(200_000)}\n  breaking: ${"y".repeat(90_000)}`, false);
        assert.ok(text.length < 60_000, String(text.length));
        assert.ok(!text.includes("\u001b"));
        assert.match(text, /characters are left out; the log has them/);
    });
});

describe("the issue on drift", () => {
    const none = { failed: false, text: "" };
    const drift = { failed: true, text: "error: no changes were expected but changes were proposed" };

    it("is a changed contract too where the preview refuses it", () => {
        assert.match(words.issueOf(none, { failed: true, text: breaking }), /contracts and settings.*: yes\./);
    });

    it("tells changes by hand from changed contracts, and both from a command that failed", () => {
        assert.match(
            words.issueOf(drift, none),
            /Azure .*: yes\.\*\*\n\n```text\n[^]*contracts and settings.*: none\./,
        );
        assert.match(words.issueOf(none, drift), /Azure .*: none\.\n\n\*\*Changed contracts.*: yes\./);
        assert.match(
            words.issueOf({ failed: true, text: "error: no login" }, none),
            /: unknown, because the command failed\./,
        );
    });
});
