import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "../..");

/** What a process prints that has loaded what every process loads first. */
function printed(script: string, plain = ""): string {
    const env = { ...process.env, SERVING_GATEWAY_PLAIN_STARTUP: plain };
    const args = ["-r", "./startup/register.js", "-e", script];
    return execFileSync(process.execPath, args, { cwd: root, env, encoding: "utf8" }).trim();
}

const loadPulumi = `
    const pulumi = require("@pulumi/pulumi");
    const loaded = (...folders) => folders.filter((folder) =>
        Object.keys(require.cache).some((file) => file.replaceAll("\\\\", "/").includes("/node_modules/" + folder + "/")),
    );`;

const ofPulumi = [
    "@npmcli/arborist/lib",
    "typescript/lib",
    "normalize-package-data/lib",
    "fdir/dist",
    "semver/classes",
];
const names = JSON.stringify(ofPulumi).slice(1, -1);

describe("parts of packages that the program does not use", function () {
    this.timeout(60_000);

    it("are not loaded with @pulumi/pulumi, unless SERVING_GATEWAY_PLAIN_STARTUP is set", () => {
        const script = `${loadPulumi} console.log(loaded(${names}).join());`;
        assert.equal(printed(script), "");
        assert.equal(printed(script, "1"), ofPulumi.join());
    });

    it("are there for a function that is serialized", () => {
        const script = `${loadPulumi}
            const { computeCodePaths, serializeFunction } = pulumi.runtime;
            Promise.all([serializeFunction(() => "said"), computeCodePaths()]).then(([{ text }, paths]) => {
                console.log(text.includes('"said"'), paths.size > 0, loaded(${names}).join());
            });`;
        assert.equal(printed(script), `true true ${ofPulumi.join()}`);
    });

    it("are there for who reads YAML as XML, and for messages in another language", () => {
        const script = `${loadPulumi}
            const { create } = require("xmlbuilder2");
            const { z } = require("zod");
            const before = loaded("js-yaml", "zod/v4/locales").join();
            z.config(z.locales.de());
            const { message } = z.string().safeParse(1).error.issues[0];
            console.log([before, create("---\\npolicies:\\n  base: true\\n").end({ headless: true }), message].join("|"));`;
        const [before, xml, message] = printed(script).split("|");
        // The messages in English are zod's own.
        assert.equal(before, "zod/v4/locales");
        assert.equal(xml, "<policies><base>true</base></policies>");
        assert.match(message!, /Ungültige Eingabe/);
    });
});
