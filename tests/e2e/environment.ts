import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { Agent, request } from "undici";
import { parse, stringify } from "yaml";
import type { EmulatorOptions } from "../../emulator/emulator";
import { findEngine } from "../../local/engine";
import { type LocalEnvironment, openLocalEnvironment, program as ownProgram } from "../../local/environment";

export const agent = "agents_main-dbdemos_rag_chatbot-dbdemos_rag_demo";

/** Building the engine happens once a machine and takes minutes. */
export const buildTimeout = 30 * 60_000;
/** One command of the engine takes seconds, also on a busy machine. */
export const commandTimeout = 120_000;

export interface E2e extends LocalEnvironment {
    /** Everything of this environment is below it: state, configuration, the engine's home. */
    readonly directory: string;
    /** Calls the emulated Azure Resource Manager as a person would. */
    arm(method: "GET" | "PUT" | "POST" | "DELETE", path: string, body?: object): Promise<Answer>;
    /** Makes another resource of Azure, by its URL. */
    put(url: string, body: object): Promise<Answer>;
    /** Calls a published API. */
    call(url: string, headers: Record<string, string>, body: object): Promise<Answer>;
    /** Asks a published API what a page of another origin may send. */
    preflight(url: string, headers: Record<string, string>): Promise<Answer>;
    /** Changes values of the stack's configuration that are no secrets; undefined removes one. */
    configure(changes: Record<string, unknown>): Promise<void>;
    /** Texts of all files below `directory`. */
    files(): Promise<Map<string, string>>;
}

export interface Answer {
    readonly status: number;
    readonly headers: Record<string, string | string[] | undefined>;
    readonly text: string;
}

/** A command of package.json as a person runs it in a shell with the stack's variables. */
export async function runCommand(
    { stack }: Pick<E2e, "stack">,
    script: string,
    args: readonly string[],
    variables: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const env = { HOME: process.env.HOME, ...stack.environment, ...variables };
    const options = { cwd: ownProgram, env, stdio: ["ignore", "pipe", "pipe"] as ["ignore", "pipe", "pipe"] };
    const child = spawn(process.execPath, ["-r", "./startup/register.js", `commands/${script}.ts`, ...args], options);
    const ended = once(child, "close");
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = await ended;
    return { code, stdout, stderr };
}

/** An environment of its own for one test file. @param program its folder. @default the program of this package */
export async function openE2e(
    settings: Record<string, unknown>,
    emulator?: EmulatorOptions,
    program?: string,
): Promise<E2e> {
    const engine = await findEngine((line) => console.log(`    ${line}`));
    const directory = await mkdtemp(join(tmpdir(), "serving-gateway-"));
    const config = join(directory, "stack.yaml");
    // JSON is YAML.
    const entries = Object.entries(settings).map(([key, value]) => [`serving-gateway:${key}`, value]);
    await writeFile(
        config,
        JSON.stringify({ config: { "azure-native:location": "westeurope", ...Object.fromEntries(entries) } }),
    );
    const environment = await openLocalEnvironment({ engine, directory, config, emulator, program });
    const { access } = environment.emulator;
    const client = new Agent({ connect: { ca: await readFile(access.caFile, "utf8") } });
    const send = async (method: string, url: string, headers: Record<string, string>, body?: object) => {
        const response = await request(url, {
            dispatcher: client,
            method: method as "GET",
            headers: { "content-type": "application/json", ...headers },
            body: body && JSON.stringify(body),
        });
        return { status: response.statusCode, headers: response.headers, text: await response.body.text() };
    };
    return {
        ...environment,
        directory,
        arm: (method, path, body) =>
            send(
                method,
                `${access.armUrl}/subscriptions/${access.subscriptionId}/resourceGroups/${access.resourceGroup}` +
                    `/providers/Microsoft.ApiManagement/service/${access.serviceName}/${path}?api-version=2024-05-01`,
                { authorization: `Bearer ${access.armToken}` },
                body,
            ),
        put: (url, body) => send("PUT", url, { authorization: `Bearer ${access.armToken}` }, body),
        call: (url, headers, body) => send("POST", url, headers, body),
        preflight: (url, headers) => send("OPTIONS", url, headers),
        configure: async (changes) => {
            const path = environment.stack.environment.PULUMI_OPTION_CONFIG_FILE!;
            const file = parse(await readFile(path, "utf8"));
            for (const [key, value] of Object.entries(changes)) file.config[`serving-gateway:${key}`] = value;
            await writeFile(path, stringify(file));
        },
        files: () => textsBelow(directory),
        close: async () => {
            await client.close();
            await environment.close();
            await rm(directory, { recursive: true, force: true });
        },
    };
}

async function textsBelow(directory: string): Promise<Map<string, string>> {
    const texts = new Map<string, string>();
    for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
        const path = join(entry.parentPath, entry.name);
        if (entry.isFile()) texts.set(path, await readFile(path, "latin1"));
    }
    return texts;
}
