import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
    chmodSync,
    cpSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "../..");

describe("the transpiled sources", function () {
    this.timeout(180_000);
    let directory: string;
    let cache: string;

    beforeEach(() => {
        directory = mkdtempSync(join(tmpdir(), "serving-gateway-transpiled-"));
        mkdirSync(join(directory, "startup"));
        cpSync(join(root, "tsconfig.json"), join(directory, "tsconfig.json"));
        for (const file of readdirSync(join(root, "startup")).filter((name) => name.endsWith(".js"))) {
            cpSync(join(root, "startup", file), join(directory, "startup", file));
        }
        mkdirSync(join(directory, "node_modules"));
        for (const name of readdirSync(join(root, "node_modules"))) {
            if (!name.startsWith(".")) {
                symlinkSync(join(root, "node_modules", name), join(directory, "node_modules", name), "junction");
            }
        }
        write("first");
        cache = join(directory, "node_modules/.cache/databricks-serving-gateway/transpiled");
    });
    afterEach(() => {
        chmodSync(directory, 0o700);
        rmSync(directory, { recursive: true });
    });

    /** A source with lines that only TypeScript has before the one that throws. */
    function write(word: string): void {
        const lines = [
            "interface Word {",
            "    readonly word: string;",
            "}",
            `const said: Word = { word: "${word}" };`,
        ];
        const last = "console.log(said.word, new Error().stack!.split('\\n')[1]!.match(/source.*/)![0]);";
        writeFileSync(join(directory, "source.ts"), [...lines, last, ""].join("\n"));
    }

    /** What the source prints, and whether ts-node was loaded for it. */
    function run(environment: Readonly<Record<string, string>> = {}): string {
        const loads = `process.on("exit", () => console.log(Object.keys(require.cache).some((file) => /ts-node.dist/.test(file)) ? "transpiled" : "kept"))`;
        const preload = join(directory, "loads.js");
        writeFileSync(preload, loads);
        const env = { ...process.env, SERVING_GATEWAY_PLAIN_STARTUP: "", ...environment };
        return execFileSync(process.execPath, ["-r", preload, "-r", "./startup/register.js", "source.ts"], {
            cwd: directory,
            env,
            encoding: "utf8",
        }).trim();
    }

    const files = (): string[] =>
        readdirSync(cache).flatMap((folder) =>
            readdirSync(join(cache, folder)).map((file) => join(cache, folder, file)),
        );

    it("are kept for the next process, which maps its traces to TypeScript without ts-node", () => {
        assert.equal(run(), "first source.ts:5:24)\ntranspiled");
        assert.equal(run(), "first source.ts:5:24)\nkept");
        write("other");
        assert.equal(run(), "other source.ts:5:24)\ntranspiled");
        assert.equal(files().length, 1);
    });

    it("are made again where what was kept is cut short", () => {
        run();
        const [file] = files();
        writeFileSync(file!, readFileSync(file!, "utf8").slice(0, -10));
        assert.equal(run(), "first source.ts:5:24)\ntranspiled");
        assert.equal(run(), "first source.ts:5:24)\nkept");
    });

    it("are made again for other options of the compiler", () => {
        run();
        const settings = readFileSync(join(directory, "tsconfig.json"), "utf8");
        writeFileSync(join(directory, "tsconfig.json"), settings.replace("ES2022", "ES2021"));
        assert.match(run(), /transpiled$/);
    });

    it("are not kept where SERVING_GATEWAY_PLAIN_STARTUP is set, nor what others could have written", () => {
        run();
        assert.match(run({ SERVING_GATEWAY_PLAIN_STARTUP: "1" }), /transpiled$/);
        for (const folder of readdirSync(cache)) chmodSync(join(cache, folder), 0o777);
        assert.match(run(), /transpiled$/);
    });

    it("are not kept where there is no place for them, and the program runs all the same", () => {
        writeFileSync(join(directory, "node_modules/.cache"), "a file");
        assert.equal(run(), "first source.ts:5:24)\ntranspiled");
        assert.equal(run(), "first source.ts:5:24)\ntranspiled");
    });
});
