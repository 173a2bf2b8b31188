import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { PaceName } from "./pace";

const register = join(__dirname, "../../startup/register.js");

/** What the plugins read of their environment. */
export interface PluginEnvironment {
    readonly LOCAL_ARM_URL: string;
    readonly LOCAL_ARM_TOKEN: string;
    /** PEM file of the authority that signed the ARM server's certificate. */
    readonly LOCAL_ARM_CA_FILE?: string;
    readonly ARM_SUBSCRIPTION_ID: string;
    /** How long azure-native's stand-in waits between polls and retries. @default "quick" */
    readonly LOCAL_ARM_PACE?: PaceName;
    /** Whom azure-native's stand-in asks a token for Microsoft Graph as. @default nobody */
    readonly ARM_TENANT_ID?: string;
    readonly ARM_CLIENT_ID?: string;
    readonly ARM_CLIENT_SECRET?: string;
    readonly DATABRICKS_HOST: string;
    readonly DATABRICKS_TOKEN: string;
}

/** The stand-in plugins, each a process of its own. */
export interface RunningPlugins {
    /** Value of PULUMI_DEBUG_PROVIDERS, with which the engine attaches to them. */
    readonly debugProviders: string;
    /** Ends both processes and waits until they are gone. */
    stop(): Promise<void>;
}

const CHECKOUT = join(__dirname, "..", "..");
const NAMES = ["azure-native", "databricks"];

/**
 * Starts the stand-in plugins, each in a process of its own, as the engine expects them.
 * @throws when one of them ends before it serves, with what it said
 */
export async function startPlugins(env: PluginEnvironment): Promise<RunningPlugins> {
    const children = NAMES.map((name) => start(name, env));
    const stop = async () => {
        await Promise.all(children.map(end));
    };
    try {
        const ports = await Promise.all(children.map(port));
        return { debugProviders: NAMES.map((name, index) => `${name}:${ports[index]}`).join(","), stop };
    } catch (error) {
        await stop();
        throw error;
    }
}

function start(name: string, env: PluginEnvironment): ChildProcess {
    // The channel tells a plugin that its starter is gone, so that none outlives a crash.
    return spawn(process.execPath, ["-r", register, join(__dirname, "main.ts"), name], {
        cwd: CHECKOUT,
        env: { ...process.env, ...env },
        stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
}

async function port(child: ChildProcess): Promise<string> {
    let said = "";
    child.stderr?.on("data", (chunk) => (said += String(chunk)));
    const lines = createInterface({ input: child.stdout ?? process.stdin });
    const ended = once(child, "close").then(() => {
        throw new Error(`a stand-in plugin ended before it served: ${said.trim()}`);
    });
    ended.catch(() => undefined);
    const [line] = (await Promise.race([once(lines, "line"), ended])) as [string];
    return line;
}

async function end(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    await gone;
}
