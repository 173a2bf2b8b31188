import { Command } from "commander";
import { benchTransforms, Measurement } from "./transforms/benchTransforms";

const command = new Command("bench").description("Measures what matters, and prints ratios.");

command
    .command("transforms")
    .description("converts documents of all sizes, beside two libraries that do the same")
    .option("--json", "one JSON object on standard output", false)
    .option("--seconds <number>", "how long to measure each converter on each document", Number, 1)
    .action(({ json, seconds }: { json: boolean; seconds: number }) => {
        const cases = benchTransforms(seconds);
        if (json) {
            console.log(JSON.stringify({ cases }));
            return;
        }
        const speed = ({ documentsPerSecond, imports }: Measurement, ours: Measurement) => {
            const ratio =
                documentsPerSecond > 0
                    ? `ours is ${(ours.documentsPerSecond / documentsPerSecond).toFixed(1)}x`
                    : "throws";
            return `${ratio}, ${imports ? "imports" : "does not import"}`;
        };
        for (const { name, bytes, ours, apiture, samchon } of cases) {
            const megabytes = (ours.documentsPerSecond * bytes) / 1e6;
            console.log(
                `${name} (${bytes} bytes): ${ours.documentsPerSecond.toFixed(1)} documents/s, ${megabytes.toFixed(1)} MB/s, ${ours.imports ? "imports" : "does not import"}`,
            );
            console.log(`  apiture: ${speed(apiture, ours)}`);
            console.log(`  samchon: ${speed(samchon, ours)}`);
        }
    });

command.parse();
