import { Command } from "commander";
import { join } from "node:path";
import { accessTable } from "./accessTable";
import { startEmulator } from "./emulator";

/** `npm run emulator`: serves the emulators until SIGTERM or Ctrl+C. */
async function main(): Promise<void> {
    const command = new Command("npm run -s emulator --")
        .description("Serves an emulated Databricks workspace, Azure Resource Manager and API Management gateway.")
        .option("--json", "print the addresses and tokens as one JSON object on the first line")
        .parse();
    const emulator = await startEmulator(join(__dirname, "..", ".local"));
    const { access } = emulator;
    if (command.opts<{ json?: boolean }>().json) {
        console.log(JSON.stringify(access));
    } else {
        for (const line of accessTable(access)) console.log(line);
        console.log("Serving until Ctrl+C.");
    }
    const stop = () => void emulator.stop().then(() => process.exit(0));
    process.once("SIGTERM", stop);
    process.once("SIGINT", stop);
}

void main();
