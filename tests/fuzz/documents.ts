import { randomInt } from "node:crypto";
import { join } from "node:path";
import { Command } from "commander";
import { runTests } from "./runTests";
import { wholeNumber } from "./wholeNumber";

const properties = [
    ...["convert/properties", "convert/hostile", "convert/forms"],
    ...["publication/publicationProperties", "contract/contractChanges"],
];

interface Options {
    readonly runs: number;
    readonly seed?: number;
    readonly property?: string;
}

/** Documents that no test run has seen, through the property tests. */
export const documents = new Command("documents")
    .description("Runs the property tests on documents that no test run has seen.")
    .option("--runs <number>", "number of cases for each property", wholeNumber, 10_000)
    .option("--seed <number>", "the cases of an earlier run (default: a random one)", wholeNumber)
    .option("--property <text>", "only the properties whose names contain it, so that processes can share the work")
    .action(({ runs, seed = randomInt(2 ** 31), property }: Options) => {
        const only = property === undefined ? "" : ` --property ${JSON.stringify(property)}`;
        console.log(`npm run -s fuzz -- documents --runs ${runs} --seed ${seed}${only}`);
        process.env.FUZZ_RUNS = String(runs);
        process.env.FUZZ_SEED = String(seed);
        runTests(
            properties.map((name) => join(__dirname, "..", "transforms", `${name}.test.ts`)),
            property,
        );
    });
