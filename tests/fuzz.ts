import { Command } from "commander";
import { documents } from "./fuzz/documents";
import { kills } from "./fuzz/kills";
import { matrix } from "./fuzz/matrix";

/** Long runs of what the test run samples. Another one is a file in `fuzz/` and an entry here. */
const fuzzers: readonly Command[] = [documents, kills, matrix];

const fuzz = new Command("fuzz").description("Runs tests for longer, or for more cases, than `npm test` does.");
for (const fuzzer of fuzzers) fuzz.addCommand(fuzzer);
void fuzz.parseAsync();
