import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { Tools } from "../clients/tools";
import type { E2e } from "./environment";

const tools = process.env.CLIENT_TOOLS === undefined ? undefined : new Tools(process.env.CLIENT_TOOLS);

/** Languages whose code can be run. Python's clients are there only after `tests/clients/install`. */
const interpreters: Readonly<Record<string, readonly [command: string, ...args: string[]]>> = {
    curl: ["sh", "-c"],
    JavaScript: [process.execPath, "--input-type=module", "-e"],
    ...(tools?.hasModelClients && { Python: [tools.modelsPython, "-c"] }),
};

/**
 * Runs code that the catalogue shows, as somebody who copied it does.
 *
 * @param client as the page calls it. @example "Python, MLflow"
 * @returns what it prints; undefined where its language is not there
 */
export async function runShown(e2e: E2e, client: string, code: string, key: string): Promise<string | undefined> {
    const [command, ...args] = interpreters[client.split(",")[0]!] ?? [];
    if (command === undefined) return undefined;
    const { caFile } = e2e.emulator.access;
    const trust = ["CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"];
    const { stdout } = await promisify(execFile)(command, [...args, code], {
        // Packages for Node are found from here, and nobody's settings.
        cwd: join(__dirname, "../.."),
        env: {
            PATH: process.env.PATH,
            HOME: e2e.directory,
            KEY: key,
            ...Object.fromEntries(trust.map((variable) => [variable, caFile])),
        },
        timeout: 120_000,
    });
    return stdout;
}
