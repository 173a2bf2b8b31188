import { join } from "node:path";
import { Command } from "commander";
import { runTests } from "./runTests";
import { wholeNumber } from "./wholeNumber";

interface Options {
    readonly seed?: number;
    readonly cell?: string;
}

/** Each kind of call of a deployment, each way in which it goes wrong. */
export const matrix = new Command("matrix")
    .description("Lets each call of a deployment go wrong in each way, and the next deployment finish it (some hours).")
    .option("--seed <number>", "only the cells that the test run picks with this seed (default: all)", wholeNumber)
    .option("--cell <text>", 'only the cells whose names hold it, e.g. "policy, 503"')
    .action(({ seed, cell }: Options) => {
        if (seed === undefined) process.env.FUZZ_MATRIX = "all";
        else process.env.FUZZ_SEED = String(seed);
        runTests([join(__dirname, "..", "e2e", "faults.test.ts")], cell);
    });
