import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../..");

/** What a process finds changed once it has loaded startup/. */
function changed(environment: Readonly<Record<string, string>>): string[] {
    const script = `
        const pulumi = require("@pulumi/pulumi");
        const log = require("@pulumi/pulumi/log");
        const debuggable = require("@pulumi/pulumi/runtime/debuggable");
        const rpc = require("@pulumi/pulumi/runtime/rpc");
        const { Struct } = require("google-protobuf/google/protobuf/struct_pb");
        const { inspect } = require("node:util");
        const seen = () => ({
            inspect: pulumi.RunError.prototype[inspect.custom],
            transferProperties: rpc.transferProperties,
            debuggablePromise: debuggable.debuggablePromise,
            callsites: pulumi.Resource.callsites,
            debug: log.debug,
            fromJavaScript: Struct.fromJavaScript,
            outputErrors: process.stdout.listenerCount("error") + process.stderr.listenerCount("error"),
        });
        const before = seen();
        require("./startup");
        const after = seen();
        const { withoutVersionAliases } = require("./startup/versionAliases");
        const opts = { aliases: [{ type: "azure-native:apimanagement/v20220801:Api" }] };
        const aliases = withoutVersionAliases({ props: {}, opts })?.opts.aliases.length === 0;
        console.log([...Object.keys(after).filter((key) => before[key] !== after[key]), ...(aliases ? ["aliases"] : [])].join());
    `;
    const env = { ...process.env, ...environment };
    const loaded = ["-r", "./startup/register.js", "-e", script];
    return execFileSync(process.execPath, loaded, { cwd: root, env, encoding: "utf8" }).trim().split(",");
}

describe("what is done to Node and to @pulumi/pulumi", function () {
    this.timeout(180_000);

    const all = [
        ...["inspect", "transferProperties", "debuggablePromise", "callsites", "debug", "fromJavaScript"],
        ...["outputErrors", "aliases"],
    ];

    it("is done when the program loads startup/", () => {
        assert.deepEqual(changed({ SERVING_GATEWAY_PLAIN_STARTUP: "" }), all);
        assert.deepEqual(changed({ SERVING_GATEWAY_PLAIN_STARTUP: "0" }), all);
    });

    it("is switched off, all of it, by SERVING_GATEWAY_PLAIN_STARTUP", () => {
        assert.deepEqual(changed({ SERVING_GATEWAY_PLAIN_STARTUP: "1" }), [""]);
    });

    it("has its reason, its measurement and its test beside it", () => {
        const files = readdirSync(join(root, "startup")).filter((file) => /\.[jt]s$/.test(file));
        const changes = files.filter((file) =>
            /Reason:[^]*Measured:/.test(readFileSync(join(root, "startup", file), "utf8")),
        );
        const tests = readdirSync(__dirname);
        assert.ok(changes.length >= 5);
        assert.deepEqual(
            changes.filter((file) => !tests.includes(file.replace(/\.[jt]s$/, ".test.ts"))),
            [],
        );
    });
});
