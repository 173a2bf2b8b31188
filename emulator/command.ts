#!/usr/bin/env node
import { Command } from "commander";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accessTable } from "./accessTable";
import { startEmulator } from "./emulator";
import { interruption } from "./interruption";

/** `npm run emulator`: serves the emulators until SIGTERM or Ctrl+C. */
async function main(): Promise<void> {
    const command = new Command("npm run -s emulator --")
        .description("Serves an emulated Databricks workspace, Azure Resource Manager and API Management gateway.")
        .option("--json", "print the addresses and tokens as one JSON object on the first line")
        .parse();
    const interrupted = interruption().signal;
    const directory = await mkdtemp(join(tmpdir(), "serving-gateway-emulator-")).catch(() => {
        throw new Error(`${tmpdir()} cannot be written. Set TMPDIR to a folder that you can write to.`);
    });
    // Also where the command ends at once, or has not got so far as to serve.
    process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
    const emulator = await startEmulator(directory).catch((error: Error) => {
        throw new Error(`the emulators cannot start: ${error.message}`);
    });
    const { access } = emulator;
    if (command.opts<{ json?: boolean }>().json) {
        console.log(JSON.stringify(access));
    } else {
        for (const line of accessTable(access)) console.log(line);
        console.log("Serving until Ctrl+C.");
    }
    if (!interrupted.aborted) await once(interrupted, "abort");
    await emulator.stop();
    rmSync(directory, { recursive: true, force: true });
}

main().then(
    () => process.exit(0),
    (error: Error) => {
        console.error(`error: ${error.message}`);
        process.exit(1);
    },
);
