import { randomInt } from "node:crypto";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import Mocha from "mocha";
import ClosingLine from "./reporter";

const properties = ["properties", "publicationProperties", "hostile"];

new Command("fuzz")
    .description("Puts documents through the property tests that no test run has seen.")
    .option("--runs <number>", "how many cases each property goes through", wholeNumber, 10_000)
    .option("--seed <number>", "the cases of an earlier run (default: a random one)", wholeNumber)
    .option("--property <text>", "only the properties whose names hold it, so that processes can share the work")
    .action(({ runs, seed = randomInt(2 ** 31), property }: { runs: number; seed?: number; property?: string }) => {
        const only = property === undefined ? "" : ` --property ${JSON.stringify(property)}`;
        console.log(`npm run fuzz -- --runs ${runs} --seed ${seed}${only}`);
        process.env.FUZZ_RUNS = String(runs);
        process.env.FUZZ_SEED = String(seed);
        const mocha = new Mocha({ reporter: ClosingLine });
        if (property !== undefined) mocha.fgrep(property);
        for (const name of properties) mocha.addFile(join(__dirname, "transforms", `${name}.test.ts`));
        mocha.run((failures) => (process.exitCode = failures > 0 ? 1 : 0));
    })
    .parse();

function wholeNumber(text: string): number {
    if (!/^[0-9]+$/.test(text)) throw new InvalidArgumentError("It is no whole number.");
    return Number(text);
}
