import type { Measurement, TransformCase } from "./benchTransforms";

/** Most that a conversion may take of the time of the version that `--before` names. */
const mostOfBefore = 1.15;

/** Most that 4 MB may take of the time for 400 kB. */
const mostOf400kB = 11;

/** The measurements in lines for a reader, the last of them what does not hold of what the benchmark is to show. */
export function transformRatios(cases: readonly TransformCase[]): string {
    const growth = timeOf4MB(cases);
    const missed = [
        ...cases.flatMap(({ name, ours, apiture, samchon, before }) => [
            ...(isBehind(ours, apiture) ? [`${name}: behind apiture`] : []),
            ...(isBehind(ours, samchon) ? [`${name}: behind samchon`] : []),
            ...(before && timeRatio(ours, before) > mostOfBefore ? [`${name}: slower than before`] : []),
        ]),
        ...(growth > mostOf400kB ? ["4 MB takes too long beside 400 kB"] : []),
    ];
    return [
        ...cases.map(lines),
        `4 MB takes ${growth.toFixed(1)}x the time of 400 kB (at most ${mostOf400kB})`,
        missed.length === 0 ? "holds: ahead on every case" : `does not hold: ${missed.join("; ")}`,
    ].join("\n");
}

function lines({ name, bytes, ours, apiture, samchon, before }: TransformCase): string {
    const megabytes = (ours.documentsPerSecond * bytes) / 1e6;
    return [
        `${name} (${bytes} bytes): ${ours.documentsPerSecond.toFixed(1)} documents/s, ` +
            `${megabytes.toFixed(1)} MB/s, ${imports(ours)}`,
        `  apiture: ${speed(apiture, ours)}`,
        `  samchon: ${speed(samchon, ours)}`,
        ...(before
            ? [`  before: ours takes ${timeRatio(ours, before).toFixed(2)}x its time (at most ${mostOfBefore})`]
            : []),
    ].join("\n");
}

function speed(other: Measurement, ours: Measurement): string {
    const ratio =
        other.documentsPerSecond > 0
            ? `ours is ${(ours.documentsPerSecond / other.documentsPerSecond).toFixed(2)}x as fast`
            : "throws";
    return `${ratio}, ${imports(other)}`;
}

function imports({ imports }: Measurement): string {
    return imports ? "imports" : "does not import";
}

function isBehind(ours: Measurement, other: Measurement): boolean {
    return ours.documentsPerSecond <= other.documentsPerSecond;
}

function timeRatio(ours: Measurement, other: Measurement): number {
    return other.documentsPerSecond / ours.documentsPerSecond;
}

function timeOf4MB(cases: readonly TransformCase[]): number {
    const speedOf = (size: string) => cases.find(({ name }) => name === `generated ${size}`)!.ours.documentsPerSecond;
    return speedOf("400 kB") / speedOf("4 MB");
}
