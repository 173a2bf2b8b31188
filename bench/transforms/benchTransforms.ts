import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Converter } from "@apiture/openapi-down-convert";
import { OpenApi } from "@samchon/openapi";
import { importOpenApi } from "../../emulator/arm/importer/importer";
import { sanitize } from "../../transforms/convert/pipeline";
import { generatedDocument } from "./generatedDocument";

/** How fast one converter is, and whether what it writes can be imported. */
export interface Measurement {
    /** Conversions of the parsed document in a second of processor time. 0 where the converter throws. */
    documentsPerSecond: number;
    /** Whether API Management's importer takes what comes out. */
    imports: boolean;
}

/** One document, converted by each converter. */
export interface TransformCase {
    name: string;
    /** Length of the document as JSON, in UTF-8. */
    bytes: number;
    ours: Measurement;
    apiture: Measurement;
    samchon: Measurement;
    /** Ours as another checkout has it; undefined where none is named. */
    before?: Measurement;
}

/** How to measure. */
export interface TransformOptions {
    /** Processor time for each converter and document. */
    seconds: number;
    /** Folder of another checkout, whose conversion is measured too. */
    before: string | undefined;
}

/**
 * Converts real and generated documents with our pipeline and with the two libraries people would reach for. Each goes
 * the whole way from a parsed document to one of 3.0, and keeps nothing from one conversion to the next.
 *
 * They do not do the same. Ours leaves its input as it is, refuses what would leave the endpoint, makes the limits,
 * operations and parameters what the importer takes, gives bodies the types that the server takes, looks at each value
 * that the import would change, sorts the keys, measures the size, and reports each change. Neither library does any of
 * this, and most of what they write here cannot be imported: the output says so of each case.
 */
export function benchTransforms({ seconds, before }: TransformOptions): TransformCase[] {
    const earlier = before === undefined ? undefined : sanitizeOf(before);
    // Not counted: the first documents would be measured while the compiler still works on most of the code.
    for (const { document } of samples()) measure(converters(document, earlier), seconds);
    return [...samples(), ...generated()].map(({ name, document }) => {
        const bytes = Buffer.byteLength(JSON.stringify(document));
        const [ours, apiture, samchon, last] = measure(converters(document, earlier), seconds);
        return { name, bytes, ours: ours!, apiture: apiture!, samchon: samchon!, ...(last ? { before: last } : {}) };
    });
}

/**
 * The conversion of another checkout, which has had the same name since the first version. Its modules get exports of a
 * class of their own: V8 keeps plain objects with the same names and other getters as tables, so that what is loaded
 * second calls functions of other modules the slow way, and takes 1.45 times as long.
 */
function sanitizeOf(folder: string): typeof sanitize {
    const load = require.extensions[".ts"]!;
    class Exports {}
    require.extensions[".ts"] = (module, filename) => {
        module.exports = new Exports();
        load(module, filename);
    };
    try {
        const earlier = require(resolve(folder, "transforms", "convert", "pipeline")) as { sanitize: typeof sanitize };
        return earlier.sanitize;
    } finally {
        require.extensions[".ts"] = load;
    }
}

type Convert = () => object;

const converters = (document: object, earlier: typeof sanitize | undefined): Convert[] => [
    () => sanitize(document).document,
    () => new Converter(document).convert(),
    () => OpenApi.downgrade(OpenApi.convert(document as Parameters<typeof OpenApi.convert>[0]), "3.0"),
    ...(earlier ? [() => earlier(document).document] : []),
];

interface Case {
    name: string;
    document: object;
}

function samples(): Case[] {
    return ["01-classic-ml", "02-chat", "03-embeddings", "04-rag-chatbot"].map((name) => {
        const path = join(__dirname, "..", "..", "tests", "golden", `${name}.json`);
        return { name: name.slice(3), document: JSON.parse(readFileSync(path, "utf8")) as object };
    });
}

function generated(): Case[] {
    return Object.entries(sizes).map(([name, bytes]) => ({
        name: `generated ${name}`,
        document: generatedDocument(bytes),
    }));
}

const sizes = { "10 kB": 10_000, "100 kB": 100_000, "400 kB": 400_000, "1 MB": 1_000_000, "4 MB": 4_000_000 };

const [fewestRounds, mostRounds] = [10, 50];

/**
 * In short rounds, each converter after the other, of which the fastest counts, and by processor time, collection of
 * garbage included: other work on the machine then slows down none more than the others.
 */
function measure(converters: Convert[], seconds: number): Measurement[] {
    const measurements = converters.map(firstRun);
    for (let round = 0; round < mostRounds; round++) {
        measurements.forEach((measurement, index) => {
            const conversions = measurement.documentsPerSecond * seconds;
            // It throws, or takes so long that one conversion says enough.
            if (conversions < 0.2 || round >= Math.max(conversions, fewestRounds)) return;
            const batch = Math.ceil(measurement.documentsPerSecond / 1000);
            const speed = perSecond(converters[index]!, seconds / mostRounds, batch);
            measurement.documentsPerSecond = Math.max(measurement.documentsPerSecond, speed);
        });
    }
    return measurements;
}

function firstRun(convert: Convert): Measurement {
    try {
        const start = process.cpuUsage();
        const converted = convert();
        const documentsPerSecond = 1 / processorSeconds(start);
        return { documentsPerSecond, imports: isImportable(converted) };
    } catch {
        return { documentsPerSecond: 0, imports: false };
    }
}

/** @param batch conversions between two looks at the clock, which takes as long as converting a line */
function perSecond(convert: Convert, seconds: number, batch: number): number {
    const start = process.cpuUsage();
    let runs = 0;
    do {
        for (let run = 0; run < batch; run++) convert();
        runs += batch;
    } while (processorSeconds(start) < seconds);
    return runs / processorSeconds(start);
}

function processorSeconds(start: NodeJS.CpuUsage): number {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6;
}

function isImportable(document: object): boolean {
    const options = { translateRequiredQueryParameters: "template" } as const;
    return "api" in importOpenApi(JSON.stringify(document), "openapi+json", options);
}
