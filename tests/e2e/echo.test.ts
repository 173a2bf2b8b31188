import assert from "node:assert/strict";
import { buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";

/** The gateway's credential. */
const secret = "dapi-marker-0123456789";

describe("a service that repeats in its refusals what it was sent, on the real engine", function () {
    this.timeout(commandTimeout);

    let e2e: E2e;

    before(async function () {
        this.timeout(buildTimeout);
        e2e = await openE2e(
            {
                service: { name: "apim-serving-gateway", resourceGroup: "rg-serving-gateway" },
                endpoints: [{ name: "wine-quality" }],
            },
            { echo: (path) => /\/namedValues\//.test(path) },
        );
        await e2e.stack.setConfig("credential.pat", secret, { secret: true });
    });
    after(() => e2e?.close());

    /** Every way in which the secret could be written. */
    function shows(output: string): boolean {
        return [secret, JSON.stringify(secret).slice(1, -1), "dapi-marker"].some((text) => output.includes(text));
    }

    it("does not show the stack's secrets: the engine masks what the configuration has as secret", async () => {
        const run = await e2e.stack.up();
        assert.notEqual(run.code, 0);
        assert.match(run.output, /Status=400 Code="ValidationError"/);
        assert.ok(run.output.includes("This is not good"), "it was not refused");
        assert.ok(!shows(run.output), run.output.replaceAll("dapi-marker", "<SECRET>"));
    });

    it("shows them where the engine is told to log everything, which the documentation says", async () => {
        const run = await e2e.stack.run([
            "up",
            "--yes",
            "--skip-preview",
            "--non-interactive",
            "-v=9",
            "--logtostderr",
        ]);
        assert.notEqual(run.code, 0);
        assert.ok(shows(run.output), "the log no longer shows them: say so in docs/threat-model.md");
    });
});
