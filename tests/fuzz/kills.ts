import { join } from "node:path";
import { Command } from "commander";
import { runTests } from "./runTests";
import { wholeNumber } from "./wholeNumber";

interface Options {
    readonly seed?: number;
    readonly moment?: string;
}

/** Deployments that are killed, each at another moment, and what `adopt` and `up` make of them. */
export const kills = new Command("kills")
    .description("Kills deployments at every moment of the table, adopts what they left, and completes them (an hour).")
    .option("--seed <number>", "only the moments that the test run picks with this seed (default: all)", wholeNumber)
    .option("--moment <text>", "only the moments whose names contain it")
    .action(({ seed, moment }: Options) => {
        if (seed === undefined) process.env.FUZZ_KILLS = "all";
        else process.env.FUZZ_SEED = String(seed);
        runTests([join(__dirname, "..", "e2e", "killed.test.ts")], moment);
    });
