import { join } from "node:path";
import { Command } from "commander";
import { runTests } from "./runTests";
import { wholeNumber } from "./wholeNumber";

interface Options {
    readonly seed?: number;
    readonly row?: string;
    readonly cell?: string;
}

const rows = join(__dirname, "matrixRows.ts");
const cells = join(__dirname, "..", "e2e", "faults.test.ts");

/** Each kind of call of a deployment, each way in which it goes wrong. */
export const matrix = new Command("matrix")
    .description("Fails each call of a deployment in each way, and has the next deployment complete it (an hour).")
    .option("--row <text>", 'only the calls whose names contain it, e.g. "policy"')
    .option("--cell <text>", 'only the cells whose names contain it, each in separate deployments, e.g. "policy, 503"')
    .option("--seed <number>", "only the cells that the test run picks with this seed", wholeNumber)
    .action(({ seed, row, cell }: Options) => {
        if (seed !== undefined) process.env.FUZZ_SEED = String(seed);
        else if (cell !== undefined) process.env.FUZZ_CELLS = "all";
        if (row !== undefined) process.env.FUZZ_ROW = row;
        runTests(seed !== undefined || cell !== undefined ? [cells] : [rows], cell);
    });
