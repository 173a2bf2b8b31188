import { Command, InvalidArgumentError } from "commander";
import { benchPublish, type PublishMeasurement } from "./publish/benchPublish";
import { benchTransforms, Measurement } from "./transforms/benchTransforms";

const command = new Command("bench").description("Runs a benchmark and prints ratios.");

command
    .command("transforms")
    .description("compares the conversion of documents of all sizes with two other libraries")
    .option("--json", "one JSON object on standard output", false)
    .option("--seconds <number>", "how long to measure each converter on each document", Number, 2)
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
                `${name} (${bytes} bytes): ${ours.documentsPerSecond.toFixed(1)} documents/s, ` +
                    `${megabytes.toFixed(1)} MB/s, ${ours.imports ? "imports" : "does not import"}`,
            );
            console.log(`  apiture: ${speed(apiture, ours)}`);
            console.log(`  samchon: ${speed(samchon, ours)}`);
        }
    });

command
    .command("publish")
    .description("compares pulumi up on slow emulators with publishing the endpoints one after the other")
    .option("--json", "one JSON object on standard output", false)
    .option("--endpoints <number>", "number of endpoints to publish", count, 100)
    .option("--curve <numbers>", "further numbers of endpoints to measure", counts, [10, 50, 100, 200])
    .option("--parallel <number>", "number of resources that the engine creates at once", count, 100)
    .action(async ({ json, ...options }: { json: boolean; endpoints: number; curve: number[]; parallel: number }) => {
        const measured = await benchPublish({ ...options, say: (line) => console.error(line) });
        console.log(json ? JSON.stringify(measured) : ratios(measured));
    });

function ratios({ upSeconds, sequentialSeconds, previewSeconds, emptyPreviewSeconds }: PublishMeasurement): string {
    return [
        `up is ${(sequentialSeconds / upSeconds).toFixed(1)}x as fast as one after the other`,
        `a preview takes ${(previewSeconds / emptyPreviewSeconds).toFixed(1)}x as long as that of an empty program`,
    ].join("\n");
}

function count(text: string): number {
    if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("It must be a whole number of 1 or more.");
    return Number(text);
}

function counts(text: string): number[] {
    return text === "" ? [] : text.split(",").map(count);
}

void command.parseAsync();
