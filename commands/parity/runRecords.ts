import type { FiledRecord } from "../../emulator/records/allRecords";
import { type Outcome, type RecordRun, runRecord } from "../../emulator/records/runRecord";
import type { Surroundings } from "../../emulator/records/surroundings";
import { upstream } from "../../emulator/records/upstream";

/** A record, and what came of it. */
export interface Result {
    readonly record: FiledRecord;
    readonly outcome: Outcome;
}

/** What came of all records. */
export interface Run {
    /** In the order of the records. */
    readonly results: readonly Result[];
    /** Paths below the service of what was created and could not be deleted. */
    readonly left: readonly string[];
    /** Why there was no upstream for records to call. @default there was one */
    readonly upstreamProblem?: string;
}

/** How records are run. */
export interface RunOptions {
    /** What the names of everything that is created begin with: nothing else on the service may. */
    readonly prefix: string;
    /** Records that run at the same time. */
    readonly parallel: number;
    /** Told of each result when it is there. @default nobody */
    readonly onResult?: (result: Result) => void;
}

/** Runs records side by side, each under a name of its own, and what they have in common around them. */
export async function runRecords(
    records: readonly FiledRecord[],
    where: Surroundings,
    { prefix, parallel, onResult }: RunOptions,
): Promise<Run> {
    const left: string[] = [];
    const results = new Map<FiledRecord, Result>();
    const runAll = async (here: Surroundings) => {
        // Those that wait for the gateway begin first.
        const waiting = [...records].sort((one, other) => Number(callsGateway(other)) - Number(callsGateway(one)));
        const work = async () => {
            for (let record = waiting.shift(); record; record = waiting.shift()) {
                const run = await runRecord(record, here, `${prefix}-${records.indexOf(record) + 1}`);
                const result = { record, outcome: run.outcome };
                results.set(record, result);
                left.push(...run.left);
                onResult?.(result);
            }
        };
        await Promise.all(Array.from({ length: parallel }, work));
    };
    const name = `${prefix}-upstream`;
    const known = { ...where.variables, UPSTREAM: `${where.variables.GATEWAY}/${name}` };
    const around: RecordRun | undefined = records.some(callsUpstream)
        ? await runRecord(upstream, where, name, () => runAll({ ...where, variables: known }))
        : undefined;
    if (results.size === 0) await runAll(where);
    const problem = around && Object.entries(around.outcome).find(([kind]) => kind !== "holds")?.[1];
    return {
        results: records.map((record) => results.get(record)!),
        left: [...left, ...(around?.left ?? [])],
        ...(problem !== undefined && { upstreamProblem: String(problem) }),
    };
}

function callsGateway({ calls }: FiledRecord): boolean {
    return calls.some(({ at }) => at === "gateway");
}

function callsUpstream({ setup, calls }: FiledRecord): boolean {
    return JSON.stringify([setup, calls]).includes("$UPSTREAM");
}
