import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Called, type ClientCase, clientCase } from "./clientCase";
import { PublishedApis } from "./publishedApis";
import { generatorConfiguration, javaProgram, typescriptProgram, typescriptProject } from "./sources";
import { run, Tools } from "./tools";

const folder = process.env.CLIENT_TOOLS;

describe("clients that are generated from the documents for callers", function () {
    this.timeout(10 * 60_000);

    if (folder === undefined) {
        it("are left out, like all that tools and servers of others make of documents, because CLIENT_TOOLS names no folder: tests/clients/install makes one", () => {
            assert.equal(process.env.CLIENT_TOOLS, undefined);
        });
        return;
    }

    const tools = new Tools(folder);
    const cases: ClientCase[] = [];
    let directory: string;
    let caFile: string;
    let apis: PublishedApis;

    before(async () => {
        directory = await mkdtemp(join(tmpdir(), "clients-"));
        apis = await PublishedApis.start();
        caFile = join(directory, "ca.pem");
        await writeFile(caFile, apis.ca);
        for (const { name, key, document } of apis.all) cases.push(clientCase(name, document, key));
        const configurations: string[] = [];
        for (const each of cases) {
            const document = join(directory, `${each.name}.json`);
            await writeFile(document, JSON.stringify(each.document));
            for (const generator of tools.generators) {
                const target = join(directory, generator, generator === "python" ? "" : each.name);
                const configuration = join(directory, `${each.name}-${generator}.yaml`);
                await writeFile(configuration, generatorConfiguration(generator, each, document, target));
                configurations.push(configuration);
            }
        }
        await tools.generate(configurations);
    });
    after(async () => {
        await apis?.stop();
        await rm(directory, { recursive: true, force: true });
    });

    async function check(each: ClientCase, { sent, answer, error }: Called): Promise<void> {
        if (sent !== undefined) assert.deepEqual(withoutNulls(sent), each.example, `${each.name}: what is sent`);
        // What the document does not describe, a client leaves out.
        const answered = await apis.answer(each.url, each.key, each.example);
        assert.ok(isWithin(answer, answered), `${each.name}: ${JSON.stringify(answer)} of ${JSON.stringify(answered)}`);
        assert.match(error, /Access denied due to invalid subscription key/, `${each.name}: an error`);
    }

    it("send the example and read answer and error, in Python", async () => {
        for (const each of cases) {
            const { name, api, operation, request, example, key } = each;
            const input = { package: name, api, operation: operation.python, request, example, key, caFile };
            const script = join(__dirname, "python", "call.py");
            await check(each, JSON.parse(await tools.python(script, input, join(directory, "python"))));
        }
    });

    it("compile, send the example and read answer and error, in TypeScript: openapi-generator's and openapi-typescript's", async () => {
        const sources = join(directory, "typescript-fetch");
        await mkdir(sources, { recursive: true });
        await symlink(tools.packages, join(sources, "node_modules"), "junction");
        for (const { name } of cases) {
            await tools.openapiTypescript(join(directory, `${name}.json`), join(sources, `${name}.types.ts`));
        }
        await writeFile(join(sources, "main.ts"), typescriptProgram(cases));
        await writeFile(join(sources, "tsconfig.json"), typescriptProject);
        await tools.typescript(sources);
        const env = { NODE_EXTRA_CA_CERTS: caFile };
        const results = JSON.parse(await run(process.execPath, [join(sources, "compiled", "main.js")], { env }));
        for (const each of cases) {
            await check(each, results[`types ${each.name}`]);
            await check(each, results[`fetch ${each.name}`]);
        }
    });

    it("compile, send the example and read answer and error, in Java", async () => {
        if (!tools.hasJava) {
            console.log("    left out: clients in Java, because there is no JDK with Maven");
            return;
        }
        const sources = join(directory, "java");
        await writeFile(join(sources, "Main.java"), javaProgram(cases, caFile));
        const classes = join(directory, "classes");
        await tools.javac(sources, classes);
        const results = JSON.parse(await tools.java("Main", classes, []));
        for (const each of cases) await check(each, results[each.name]);
    });
});

/** Python's clients write null where a property may be null, is not given, and the request was read from a dictionary. */
function withoutNulls(sent: unknown): unknown {
    if (Array.isArray(sent)) return sent.map(withoutNulls);
    if (typeof sent !== "object" || sent === null) return sent;
    const given = Object.entries(sent).filter(([, value]) => value !== null);
    return Object.fromEntries(given.map(([name, value]) => [name, withoutNulls(value)]));
}

/** Whether a value says nothing else than another, and something of it, whatever a language makes of the case of names. */
function isWithin(part: unknown, whole: unknown): boolean {
    if (Array.isArray(part) && Array.isArray(whole)) {
        return part.length === whole.length && part.every((item, index) => isWithin(item, whole[index]));
    }
    if (typeof part !== "object" || part === null || typeof whole !== "object" || whole === null) return part === whole;
    const members = new Map(Object.entries(whole).map(([name, value]) => [plain(name), value]));
    const given = Object.entries(part);
    return given.length > 0 && given.every(([name, value]) => isWithin(value, members.get(plain(name))));
}

function plain(name: string): string {
    return name.replaceAll("_", "").toLowerCase();
}
