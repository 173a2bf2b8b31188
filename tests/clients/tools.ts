import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";

const fastApiScript = join(__dirname, "python", "fastapi_app.py");

/** What `tests/clients/install` has put into a folder. */
export class Tools {
    constructor(private readonly folder: string) {}

    /** Generators of openapi-generator, all at once: starting the generator takes longer than running it. */
    async generate(configurations: readonly string[]): Promise<void> {
        const quick = { JAVA_TOOL_OPTIONS: "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC" };
        const generator = join(this.folder, "venv", "bin", "openapi-generator-cli");
        await run(generator, ["batch", "--fail-fast", "--threads", "1", ...configurations], { env: quick });
    }

    async python(script: string, input: object, path: string): Promise<string> {
        const options = { input: JSON.stringify(input), env: { PYTHONPATH: path } };
        return run(join(this.folder, "venv", "bin", "python"), [script], options);
    }

    /** What MLflow's scoring server answers, by a script that reads requests. */
    async mlflow(script: string, input: unknown): Promise<string> {
        return run(join(this.folder, "mlflow", "bin", "python"), [script], { input: JSON.stringify(input) });
    }

    /** What Spectral says of documents. */
    async spectral(ruleset: string, documents: readonly string[]): Promise<{ severity: number }[]> {
        const spectral = this.packaged("@stoplight", "spectral-cli", "dist", "index.js");
        const options = ["--ruleset", ruleset, "--fail-severity", "error", "--format", "json", "--quiet"];
        return JSON.parse(
            await run(process.execPath, [spectral, "lint", ...options, ...documents], { refusing: true }),
        );
    }

    /** Calls all operations with bodies that fit their document, and with others. @returns what it prints */
    async schemathesis(
        document: string,
        url: string,
        { key, caFile, report }: { readonly key: string; readonly caFile: string; readonly report: string },
    ): Promise<string> {
        const schemathesis = join(this.folder, "schemathesis", "bin", "st");
        const header = `Ocp-Apim-Subscription-Key: ${key}`;
        const cases = ["--phases", "examples,coverage,fuzzing", "--seed", "1"];
        const quick = ["--max-examples", "10", "--no-shrink", "--generation-database", "none", "--no-color"];
        // It writes into the folder that it runs in.
        const options = ["--header", header, "--tls-verify", caFile, "--report-json-path", report, ...cases, ...quick];
        return run(schemathesis, ["run", document, "--url", url, "--continue-on-failure", ...options], {
            refusing: true,
            cwd: dirname(document),
        });
    }

    /** Whether Python's clients of language models are there. */
    get hasModelClients(): boolean {
        return existsSync(join(this.folder, "venv-models")) && existsSync(join(this.folder, "venv-litellm"));
    }

    /** The interpreter for clients of language models, which has requests too. */
    get modelsPython(): string {
        return join(this.folder, "venv-models", "bin", "python");
    }

    /** What clients of language models got. They find nobody's settings: their home is a folder of the test. */
    async modelClients(venv: "venv-models" | "venv-litellm", home: string, input: object): Promise<string> {
        const script = join(__dirname, "python", "models.py");
        return run(join(this.folder, venv, "bin", "python"), [script], {
            input: JSON.stringify(input),
            // LiteLLM reads prices from the network otherwise.
            env: { HOME: home, LITELLM_LOCAL_MODEL_COST_MAP: "True" },
        });
    }

    /** What Databricks' SDK for Python got of a workspace's model services. */
    async modelServices(input: object): Promise<string> {
        const script = join(__dirname, "python", "model_services.py");
        return run(this.modelsPython, [script], { input: JSON.stringify(input) });
    }

    /** What Databricks' SDK for Python got of a workspace's apps. */
    async apps(input: object): Promise<string> {
        const script = join(__dirname, "python", "apps.py");
        return run(this.modelsPython, [script], { input: JSON.stringify(input) });
    }

    /** The document that FastAPI makes of an application of `fastapi_app.py`. */
    async fastApiDocument(app: "shop" | "large"): Promise<string> {
        return run(join(this.folder, "fastapi", "bin", "python"), [fastApiScript, "document", app]);
    }

    /** Serves the shop of `fastapi_app.py`, until it is stopped. */
    async serveFastApi(): Promise<{ readonly url: string; stop(): Promise<void> }> {
        const child = spawn(join(this.folder, "fastapi", "bin", "python"), [fastApiScript, "serve"], {
            stdio: ["ignore", "pipe", "inherit"],
        });
        const ended = once(child, "close");
        const [port] = await Promise.race([once(createInterface(child.stdout), "line"), ended]);
        if (!/^\d+$/.test(String(port)) || child.exitCode !== null) throw new Error("The application did not start.");
        const stop = async () => {
            child.kill();
            await ended;
        };
        return { url: `http://127.0.0.1:${port}`, stop };
    }

    async openapiTypescript(document: string, types: string): Promise<void> {
        await run(process.execPath, [this.packaged("openapi-typescript", "bin", "cli.js"), document, "-o", types]);
    }

    async typescript(project: string): Promise<void> {
        await run(process.execPath, [this.packaged("typescript", "bin", "tsc"), "-p", project]);
    }

    /** Folder of packages that clients in TypeScript import. */
    get packages(): string {
        return join(this.folder, "node_modules");
    }

    /** Generators of openapi-generator whose clients can be compiled and run. */
    get generators(): ("python" | "typescript-fetch" | "java")[] {
        return ["python", "typescript-fetch", ...(this.hasJava ? ["java" as const] : [])];
    }

    /** Whether clients in Java can be compiled. */
    get hasJava(): boolean {
        return existsSync(this.jars);
    }

    async javac(sources: string, classes: string): Promise<void> {
        const files = readdirSync(sources, { recursive: true, encoding: "utf8" }).filter((file) =>
            file.endsWith(".java"),
        );
        const all = files.filter((file) => !/[\\/]src[\\/]test[\\/]/.test(file)).map((file) => join(sources, file));
        await run("javac", ["-nowarn", "-proc:none", "-cp", `${this.jars}/*`, "-d", classes, ...all]);
    }

    async java(main: string, classes: string, args: readonly string[]): Promise<string> {
        return run("java", ["-XX:TieredStopAtLevel=1", "-cp", `${classes}:${this.jars}/*`, main, ...args]);
    }

    private packaged(...path: readonly string[]): string {
        return join(this.packages, ...path);
    }

    private get jars(): string {
        return join(this.folder, "jars");
    }
}

/**
 * @returns standard output
 * @throws Error with what it printed, where it fails; where it is `refusing`, a code of 1 is an answer
 */
export async function run(
    command: string,
    args: readonly string[],
    {
        input = "",
        env = {},
        refusing = false,
        cwd,
    }: { input?: string; env?: Readonly<Record<string, string>>; refusing?: boolean; cwd?: string } = {},
): Promise<string> {
    const child = spawn(command, args, { env: { ...process.env, ...env }, cwd });
    const ended = new Promise<number>((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (code) => resolve(code ?? 1));
    });
    child.stdin.on("error", () => undefined).end(input);
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    if (code !== 0 && !(refusing && code === 1))
        throw new Error(`${command} ended with ${code}: ${(stdout + stderr).slice(-4000)}`);
    return stdout;
}
