import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "../..");

/** What a process prints that @pulumi/pulumi has started the debugger in, and this program has stopped it. */
function printed(script: string): string {
    const whole = `
        const hooks = require("@pulumi/pulumi/runtime/closure/v8Hooks");
        (async () => {
            const session = await (await hooks.isInitializedAsync(), hooks.getSessionAsync());
            await require("./startup/debugger").stopDebugger();
            const reported = [];
            session.on("Debugger.scriptParsed", ({ params }) => reported.push(params.url));
            ${script}
        })();`;
    return execFileSync(process.execPath, ["-r", "./startup/register.js", "-e", whole], {
        cwd: root,
        encoding: "utf8",
    }).trim();
}

describe("the debugger that @pulumi/pulumi starts", function () {
    this.timeout(60_000);

    it("reports no scripts while nothing is serialized", () => {
        assert.equal(printed(`require("./transforms"); console.log(reported.length);`), "0");
    });

    it("is there for a function that is serialized, with the values that it captures", () => {
        const script = `
            const captured = "captured";
            const { text } = await require("@pulumi/pulumi").runtime.serializeFunction(() => captured);
            console.log(text.includes('captured: "captured"') || text.includes('captured = "captured"'));
            console.log(reported.length > 100);`;
        assert.equal(printed(script), "true\ntrue");
    });
});
