import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { declare, one } from "../components/declare";

const root = join(__dirname, "../..");

/** Loads stored providers as the engine's dynamic provider does. @returns the names of what each can do */
function loaded(stored: readonly string[], cwd: string): string[] {
    const dynamicProvider = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
    const script = `
        const { createRequire } = require("node:module");
        const requireFromString = createRequire(${JSON.stringify(dynamicProvider)})("require-from-string");
        const providers = process.argv.slice(1).map((stored) => requireFromString(stored).handler());
        for (const provider of providers) console.log(Object.keys(provider).sort().join());
        process.exit();
    `;
    const printed = execFileSync(process.execPath, ["-e", script, ...stored], { cwd, encoding: "utf8" });
    return printed.trim().split("\n");
}

/** What states hold that were made before there was one entry. */
function earlier(provider: string): string {
    return [
        'require("ts-node").register({ transpileOnly: true });',
        'require(process.cwd() + "/components/engineEnd").endWithEngine();',
        `exports.handler = () => require(process.cwd() + "/components/${provider}").${provider};`,
    ].join("\n");
}

describe("the code of dynamic resources", function () {
    this.timeout(60_000);

    let stored: string;
    before(async () => {
        const { declared } = await declare({});
        stored = one(declared, "EndpointSpec").inputs.__provider;
    });

    it("is named by the package, and by no path", () => {
        assert.match(stored, /"databricks-serving-gateway\/provider"/);
        assert.doesNotMatch(stored, /components|\.ts|\.js/);
    });

    it("is found where the package is the program", () => {
        assert.deepEqual(loaded([stored], root), ["check,configure,create,delete,diff,read,update"]);
    });

    it("is found where the package is a dependency of the program", () => {
        const program = mkdtempSync(join(tmpdir(), "serving-gateway-dependent-"));
        try {
            const installed = join(program, "node_modules", "databricks-serving-gateway");
            mkdirSync(installed, { recursive: true });
            for (const file of ["package.json", "tsconfig.json"]) {
                cpSync(join(root, file), join(installed, file));
            }
            for (const room of ["azure", "databricks", "json", "provider", "settings", "startup", "transforms"]) {
                cpSync(join(root, room), join(installed, room), { recursive: true });
            }
            for (const name of readdirSync(join(root, "node_modules"))) {
                symlinkSync(join(root, "node_modules", name), join(program, "node_modules", name));
            }
            writeFileSync(join(program, "package.json"), '{ "name": "program-of-another-team", "type": "module" }\n');
            assert.deepEqual(loaded([stored], program), ["check,configure,create,delete,diff,read,update"]);
        } finally {
            rmSync(program, { recursive: true, force: true });
        }
    });

    it("is there for every dynamic resource, under the name that is stored", () => {
        const sources = readdirSync(join(root, "components"), { recursive: true, encoding: "utf8" })
            .filter((file) => file.endsWith(".ts"))
            .map((file) => readFileSync(join(root, "components", file), "utf8"));
        const named = sources.flatMap((text) => [...text.matchAll(/super\(\s*"\w+",\s*"(\w+Provider)"/g)]);
        assert.ok(named.length >= 5);
        const of = (provider: string) => stored.replace("endpointSpecProvider", provider);
        for (const names of loaded(
            named.map(([, provider]) => of(provider!)),
            root,
        )) {
            assert.match(names, /create.*diff/);
        }
    });

    it("is still found by the paths that earlier states name", () => {
        const providers = ["endpointGrant", "endpointSelection", "endpointSpec", "productCleanup", "servicePurge"];
        const found = loaded(
            providers.map((provider) => earlier(`${provider}Provider`)),
            root,
        );
        assert.equal(found.length, providers.length);
        for (const names of found) assert.match(names, /create.*diff/);
    });
});
