import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import ts from "typescript";
import { parse } from "yaml";
import { oldest, version } from "../local/engine";
import { readSettings } from "../settings/settings";

const root = join(__dirname, "..");
const files = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" })
    .split("\0")
    .filter((file) => file !== "" && existsSync(join(root, file)));
const sources = files.filter((file) => file.endsWith(".ts"));

const read = (file: string) => readFileSync(join(root, file), "utf8");

/** The packages of the repository, those within another one first. */
const packages = ["emulator/", "examples/library/", ""].map((folder) => {
    const { dependencies, devDependencies } = JSON.parse(read(`${folder}package.json`));
    return { folder, named: { ...dependencies, ...devDependencies } as Readonly<Record<string, string>> };
});

/** What an import or a require asks for, without the path within the package. */
const importedPackage =
    /(?:^import|^export [^;]*? from|\bfrom|(?<!\.)\brequire\(|\brequire\.resolve\(|\bimport\()\s*"((?:@[\w.-]+\/)?[a-z][\w.:-]*)(?:\/[^"]*)?"(?=\)|;| with )/gm;

/** Rooms that a room may know, beside itself; `tests` may know all. */
const mayImport: Record<string, string[]> = {
    "index.ts": ["settings", "plan", "components", "startup", "azure"],
    settings: ["databricks"],
    plan: ["settings", "components", "databricks", "azure"],
    components: ["settings", "databricks", "azure", "transforms", "startup", "json"],
    provider: ["settings", "databricks", "azure", "transforms", "startup", "json"],
    transforms: ["json"],
    databricks: ["json"],
    json: [],
    azure: ["databricks"],
    startup: [],
    emulator: [],
    local: ["emulator", "commands", "startup"],
    commands: ["databricks", "azure", "transforms", "settings", "plan", "json", "emulator"],
    bench: ["transforms", "databricks", "emulator", "local", "json"],
};

/** What a file imports of the repository, without the ending. */
function targetsOf(file: string): string[] {
    const targets = read(file).matchAll(/(?:from|import|require\(|import\()\s*"(\.[^"]+)"/g);
    return [...targets].map(([, target]) =>
        relative(root, join(root, dirname(file), target!))
            .split(sep)
            .join("/"),
    );
}

/** Names that a file exports without a docstring. A setting has its words instead, and a record its claim. */
function undescribedIn(file: string): string[] {
    const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
    const exported = source.statements.filter(
        (statement) =>
            ts.canHaveModifiers(statement) &&
            ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword),
    );
    const isDescribed = (statement: ts.Statement) => ts.getJSDocCommentsAndTags(statement).length > 0;
    // The first form of a function speaks for all of them.
    const described = new Set(exported.filter(isDescribed).map(functionName));
    return exported
        .filter((statement) => !isDescribed(statement))
        .filter((statement) => !ts.isFunctionDeclaration(statement) || !described.has(functionName(statement)))
        .map((statement) => statement.getText())
        .filter((text) => !/^export const (\w+ = setting\(|record\b)/.test(text))
        .map((text) => text.split("\n")[0]!);
}

function functionName(statement: ts.Statement): string | undefined {
    return ts.isFunctionDeclaration(statement) ? statement.name?.text : undefined;
}

/** What the compiler and Prettier keep, so that their next run looks at changed files only. */
const cache = join(root, "node_modules/.cache/databricks-serving-gateway");

describe("the repository", () => {
    it("has no entry point that the engine would run in place of index.ts", () => {
        const { main, exports } = JSON.parse(read("package.json"));
        // Of a packed checkout, it would run the library, which declares nothing: the next update deletes everything.
        assert.equal(exports["."], undefined);
        assert.match(
            read(main),
            /^module\.exports = async function \(\) {\n[^}]*return require\("\.\.\/index"\)\(\);\n};\n$/m,
        );
    });

    it("has no type errors", function () {
        this.timeout(300_000);
        const options = ["-p", ".", "--incremental", "--tsBuildInfoFile", join(cache, "tsbuildinfo")];
        execFileSync(process.execPath, [join(root, "node_modules/typescript-7/bin/tsc"), ...options], { cwd: root });
    });

    it("is formatted", function () {
        this.timeout(300_000);
        const prettier = join(dirname(require.resolve("prettier/package.json")), "bin", "prettier.cjs");
        const cached = ["--cache", "--cache-strategy", "content", "--cache-location", join(cache, "prettier")];
        execFileSync(process.execPath, [prettier, "--check", "--log-level", "warn", ...cached, "."], { cwd: root });
    });

    it("lets data flow one way: no room knows a room that it should not", () => {
        const wrong: string[] = [];
        for (const file of sources) {
            const room = file.split("/")[0]!;
            if (room === "tests") continue;
            for (const path of targetsOf(file)) {
                const known =
                    existsSync(join(root, `${path}.ts`)) && !path.includes("/") ? `${path}.ts` : path.split("/")[0]!;
                if (known !== room && !(mayImport[room] ?? []).includes(known)) wrong.push(`${file} imports ${path}`);
            }
        }
        assert.deepEqual(wrong, []);
    });

    it("has no circle of imports, not of types either", () => {
        const imports = new Map(
            sources
                .filter((file) => !file.startsWith("tests/"))
                .map((file) => [
                    file,
                    targetsOf(file).flatMap((path) => (sources.includes(`${path}.ts`) ? `${path}.ts` : [])),
                ]),
        );
        const circles: string[] = [];
        const seen = new Set<string>();
        const visit = (file: string, above: readonly string[]): void => {
            if (above.includes(file)) circles.push([...above.slice(above.indexOf(file)), file].join(" -> "));
            if (seen.has(file)) return;
            seen.add(file);
            for (const target of imports.get(file) ?? []) visit(target, [...above, file]);
        };
        for (const file of imports.keys()) visit(file, []);
        assert.deepEqual(circles, []);
    });

    it("keeps the kernel of the emulated Resource Manager apart from its resources", () => {
        const kernel = sources.filter((file) => file.startsWith("emulator/arm/kernel/"));
        assert.ok(kernel.length > 10);
        assert.deepEqual(
            kernel.filter((file) => /"\.\.\/(?!\.\.\/)/.test(read(file))),
            [],
        );
    });

    it("writes plain members in objects, not spread literals", () => {
        assert.deepEqual(
            sources.filter(
                (file) => file !== "tests/repository.test.ts" && /(?<![\w)\].?:])\s\.\.\.\{ /.test(read(file)),
            ),
            [],
        );
    });

    it("keeps each source file to one room's size", () => {
        const linesOf = (file: string) => read(file).split("\n").length - 1;
        const large = sources
            .filter((file) => !file.startsWith("tests/"))
            .filter((file) => linesOf(file) > 300)
            .map((file) => `${file}: ${linesOf(file)} lines`);
        assert.deepEqual(large, []);
    });

    it("says of every exported name what it means", () => {
        const undescribed = sources
            .filter((file) => !/^(tests|examples)\//.test(file))
            .flatMap((file) => undescribedIn(file).map((name) => `${file}: ${name}`));
        assert.deepEqual(undescribed, []);
    });

    it("has no two sides of a merge in a file", () => {
        assert.deepEqual(
            files.filter((file) => /^(<{7}|>{7}|\|{7}) /m.test(read(file))),
            [],
        );
    });

    it("names no path of one machine, and no registry", () => {
        const path = /(^|[^A-Za-z0-9_.])\/(work|root|home\/[a-z]+|Users\/[a-z]+)\/[A-Za-z0-9._-]/;
        assert.deepEqual(
            files.filter((file) => !file.endsWith("go.sum") && path.test(read(file))),
            [],
        );
        // Where npm has a package from; the package within the repository is there too.
        assert.doesNotMatch(read("package-lock.json"), /"resolved": "(?!emulator")/);
    });

    it("says of every package why it is there", () => {
        const reasons = read("docs/packages.md");
        const unexplained = packages
            .flatMap(({ named }) => Object.keys(named))
            .filter((name) => name !== "databricks-serving-gateway" && !reasons.includes(`\`${name}\``));
        assert.deepEqual(unexplained, []);
    });

    it("imports only packages that the package.json of the importing file names", () => {
        const missing: string[] = [];
        for (const file of files.filter((name) => /\.[jt]s$/.test(name))) {
            const { named } = packages.find(({ folder }) => file.startsWith(folder))!;
            for (const [, name] of read(file).matchAll(importedPackage)) {
                if (!isBuiltin(name!) && named[name!] === undefined) missing.push(`${file} imports ${name}`);
            }
        }
        assert.deepEqual(missing, []);
    });

    it("has one exact version of each package", () => {
        const versions: Record<string, string> = {};
        for (const { named } of packages) {
            for (const [name, version] of Object.entries(named)) {
                // The package itself, packed.
                if (version.startsWith("file:")) continue;
                assert.match(version, /^(npm:[a-z]+@)?\d+\.\d+\.\d+$/, name);
                assert.equal((versions[name] ??= version), version, name);
            }
        }
    });

    const examples = files.filter((file) => /^examples\/[^/]+\.yaml$/.test(file));
    for (const file of ["Pulumi.dev.yaml", "Pulumi.local.yaml", ...examples]) {
        it(`has settings in ${file} that are accepted, once its secrets are set`, () => {
            const config: Record<string, any> = parse(read(file)).config;
            config["serving-gateway:credential"] ??= { pat: "dapi-example" };
            const { oauthM2M } = config["serving-gateway:credential"];
            for (const identity of [config["serving-gateway:workspace"], oauthM2M]) {
                if (identity?.clientId !== undefined) identity.clientSecret = "secret-example";
            }
            const flat = Object.fromEntries(
                Object.entries(config).map(([key, value]) => [
                    key,
                    typeof value === "string" ? value : JSON.stringify(value),
                ]),
            );
            // The embedded default gets its workspace from the environment.
            const workspace = { DATABRICKS_HOST: "http://127.0.0.1:1", DATABRICKS_TOKEN: "dapi-example" };
            assert.ok(readSettings(flat, file === "Pulumi.local.yaml" ? workspace : {}).endpoints.length > 0);
        });
    }

    it("builds the oldest engine that it takes, and takes the one that the pulumi package downloads", () => {
        const modules = read("local/engine/cli/go.mod");
        assert.ok(modules.includes(`require github.com/pulumi/pulumi/pkg/v3 v${oldest}\n`), oldest);
        assert.ok(version.localeCompare(oldest, "en", { numeric: true }) >= 0, version);
    });
});
