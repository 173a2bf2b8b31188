import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type EmulatorAccess, startEmulator } from "../../emulator/emulator";
import { addEndpoints, endpointName } from "./endpoints";

const register = join(__dirname, "../../startup/register.js");

/** What the emulators serve, and how slowly they do. */
export interface EmulatorProcessOptions {
    /** Where the CA's certificate is kept. */
    readonly directory: string;
    /** How many endpoints the emulated workspace serves, beside its own four. */
    readonly endpoints: number;
    readonly controlPlaneMs: number;
    readonly importMs: number;
}

/** How many calls were answered, by method and path. Names of endpoints in paths are NAME, e.g. `arm PUT /apis/NAME`. */
export type Calls = Readonly<Record<string, number>>;

/** Emulators in a process of their own: what they do is not to count as time of what is measured. */
export interface EmulatorProcess {
    readonly access: EmulatorAccess;
    /** Calls since the start. */
    calls(): Promise<Calls>;
    stop(): Promise<void>;
}

/** Starts the emulators in a process of their own, so that their work is not measured with the engine's. */
export async function startEmulatorProcess(options: EmulatorProcessOptions): Promise<EmulatorProcess> {
    const child = fork(__filename, [JSON.stringify(options)], { execArgv: ["-r", register] });
    const ended = once(child, "exit");
    const failed = ended.then(([code]) => {
        throw new Error(`the emulators ended with ${code}`);
    });
    failed.catch(() => undefined);
    const answer = async (): Promise<any> => (await Promise.race([once(child, "message"), failed]))[0];
    const access: EmulatorAccess = await answer();
    return {
        access,
        calls: () => {
            child.send("calls");
            return answer();
        },
        stop: async () => {
            if (child.connected) child.disconnect();
            await ended;
        },
    };
}

async function main(options: EmulatorProcessOptions): Promise<void> {
    let calls: Record<string, number> = {};
    const { controlPlaneMs, importMs } = options;
    const emulator = await startEmulator(options.directory, {
        latency: { controlPlaneMs, importMs },
        observe: (side, { method, path }) => {
            const key = `${side} ${method} ${generalized(path)}`;
            calls[key] = (calls[key] ?? 0) + 1;
        },
    });
    await addEndpoints(emulator, options.endpoints);
    calls = {};
    process.on("message", () => process.send!(calls));
    // Whoever started this has enough of it, or is gone.
    process.once("disconnect", () => void emulator.stop().then(() => process.exit(0)));
    process.send!(emulator.access);
}

/** A path without what is the same for all of the service, and without what differs between endpoints. */
function generalized(path: string): string {
    return path
        .replace(/^\/subscriptions\/.*?\/service\/[^/]+\/?/, "/")
        .replace(/\/operationResults\/.*/, "/operationResults/ID")
        .replace(new RegExp(endpointName, "g"), "NAME");
}

if (require.main === module) void main(JSON.parse(process.argv[2]!));
