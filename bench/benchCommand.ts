import { Command, InvalidArgumentError } from "commander";
import { PACES, type PaceName } from "../local/plugins/pace";
import { benchPublish, parts, type PublishMeasurement, type PublishOptions } from "./publish/benchPublish";
import { type Way, ways } from "./publish/deployment";
import { benchTransforms, type TransformOptions } from "./transforms/benchTransforms";
import { transformRatios } from "./transforms/transformRatios";

const wayNames = Object.keys(ways) as Way[];
const paceNames = Object.keys(PACES) as PaceName[];

const command = new Command("bench").description("Runs a benchmark and prints ratios.");

command
    .command("transforms")
    .description("compares the conversion of documents of all sizes with two other libraries")
    .option("--json", "one JSON object on standard output", false)
    .option("--seconds <number>", "how long to measure each converter on each document", Number, 2)
    .option("--before <folder>", "another checkout, to compare its conversion too")
    .action(({ json, ...options }: { json: boolean } & TransformOptions) => {
        const cases = benchTransforms(options);
        console.log(json ? JSON.stringify({ cases }) : transformRatios(cases));
    });

command
    .command("publish")
    .description("compares pulumi up on slow emulators with publishing the endpoints one after the other")
    .option("--json", "one JSON object on standard output", false)
    .option("--parts <names>", `what to measure: ${parts.join(", ")}`, among(parts), [...parts])
    .option("--endpoints <number>", "number of endpoints to publish", count, 100)
    .option("--curve <numbers>", "numbers of endpoints for the part curve", counts, [10, 50, 100, 200, 400])
    .option("--runs <number>", "runs of each measurement, of which the median is taken", count, 3)
    .option("--parallel <number>", "number of resources that the engine creates at once", count, 100)
    .option("--ways <names>", `what the engine writes, for the part up: ${wayNames.join(", ")}`, among(wayNames), [
        "advised",
        "parallel",
    ])
    .option(
        "--paces <names>",
        `how often azure-native's stand-in polls, for the part up: ${paceNames.join(", ")}`,
        among(paceNames),
        ["azure-sdk", "azure-native"],
    )
    .action(async ({ json, ...options }: { json: boolean } & Omit<PublishOptions, "say">) => {
        const measured = await benchPublish({ ...options, say: (line) => console.error(line) });
        console.log(json ? JSON.stringify(measured) : ratios(measured));
    });

/** One line for each measurement. */
function ratios({ up = [], preview, curve = [], sequentialSeconds }: PublishMeasurement): string {
    const times = (factor = 0, of: string) => (factor > 0 ? `, ${factor.toFixed(1)}x ${of}` : "");
    return [
        ...up.map(
            ({ way, pace, seconds, timesFasterThanSequential: factor, ...size }) =>
                `up, ${way}, polling as ${pace}: ${seconds.toFixed(1)} s` +
                `${times(factor, "as fast as one after the other")}, ${megabytes(size.peakMemoryBytes)}, ` +
                `state ${size.stateBytesPerEndpoint} bytes an endpoint for a document of ${size.documentBytes}`,
        ),
        ...(preview
            ? [`preview: ${preview.seconds.toFixed(1)} s${times(preview.timesEmptyUnchecked, "an empty one")}`]
            : []),
        ...Object.entries(preview?.processorSeconds ?? {}).map(
            ([name, seconds]) => `  processor, ${name}: ${seconds.toFixed(2)} s`,
        ),
        ...curve.map(
            ({ endpoints, upSeconds, previewSeconds }) =>
                `${endpoints} endpoints: up ${upSeconds.toFixed(1)} s, preview ${previewSeconds.toFixed(1)} s`,
        ),
        ...(sequentialSeconds === undefined ? [] : [`one after the other: ${sequentialSeconds.toFixed(1)} s`]),
    ].join("\n");
}

function megabytes(bytes: number | undefined): string {
    return bytes === undefined ? "memory unknown" : `${Math.round(bytes / 1e6)} MB`;
}

function count(text: string): number {
    if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("It must be a whole number of 1 or more.");
    return Number(text);
}

function counts(text: string): number[] {
    return text === "" ? [] : text.split(",").map(count);
}

/** Reads a list of names, each one of those that are known. */
function among<T extends string>(known: readonly T[]): (text: string) => T[] {
    return (text) =>
        text.split(",").map((name) => {
            const found = known.find((one) => one === name);
            if (found === undefined) throw new InvalidArgumentError(`Each must be one of ${known.join(", ")}.`);
            return found;
        });
}

void command.parseAsync();
