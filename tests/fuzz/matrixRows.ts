import assert from "node:assert/strict";
import { buildTimeout, commandTimeout } from "../e2e/environment";
import { deploymentCalls } from "../faults/calls";
import { type Cell, type FaultyDeployment, openFaultyDeployment, type StrikeResult } from "../faults/deployment";
import { faults, isCarriedOut } from "../faults/faults";
import { assertTold, type Told } from "../faults/told";

/** How many kinds of call go wrong in one deployment: more of them make it slower than they save. */
const together = 4;

const chosen = Object.entries(deploymentCalls).filter(([call]) => call.includes(process.env.FUZZ_ROW ?? ""));
const callsThat = (fits: (call: (typeof deploymentCalls)[string]) => boolean) =>
    chosen.filter(([, call]) => fits(call)).map(([call]) => call);

/** Cells of these calls. */
function rows(...calls: readonly string[]): Cell[] {
    return calls.flatMap((call) => Object.keys(faults).map((fault) => ({ call, fault })));
}

/** The whole matrix, in as few deployments as will do. */
describe("deployments whose calls go wrong, on the real engine", function () {
    this.timeout(20 * commandTimeout);

    let deployment: FaultyDeployment | undefined;

    async function strike(cells: readonly Cell[], ...flags: string[]): Promise<StrikeResult> {
        deployment ??= await openFaultyDeployment();
        return deployment.strike(cells, ...flags);
    }

    /** What failed to end well leaves things behind that the next one would trip over. */
    async function finish(): Promise<void> {
        try {
            await deployment!.finish();
        } catch (error) {
            await close();
            throw error;
        }
    }

    async function close(): Promise<void> {
        const closing = deployment;
        deployment = undefined;
        await closing?.close();
    }

    function assertOutcome({ fault }: Cell, result: StrikeResult, index: number, isDone: boolean): void {
        const { run, outcomes } = result;
        const outcome = outcomes[index]!;
        assert.ok(outcome.hits > 0, `no such call was made:\n${run.output}`);
        console.log(`        ${fault}: ${isDone ? "went well" : inWords(outcome.told)}`);
        if (!isDone) assertTold(outcome, run);
    }

    before(function () {
        this.timeout(buildTimeout);
    });
    after(close);

    // An endpoint for each cell: the engine goes on with the others.
    const apart = callsThat(({ endsAll, during }) => !endsAll && !during);
    const groups = Array.from({ length: Math.ceil(apart.length / together) }, (_, index) =>
        apart.slice(index * together, (index + 1) * together),
    );
    for (const calls of [...groups, callsThat(({ during }) => during === "destroy")]) {
        if (calls.length === 0) continue;
        describe(calls.join("; "), () => {
            const cells = rows(...calls);
            let struck: StrikeResult;

            before(async () => (struck = await strike(cells, "--continue-on-error", "--parallel", "100")));

            it("shows neither a secret nor a stack trace", () => struck.assertClear());

            cells.forEach((cell, index) => {
                it(`is told clearly: ${cell.call}, ${cell.fault}`, () => {
                    const { isDone, told } = struck.outcomes[index]!;
                    assertOutcome(cell, struck, index, isDone && told.length === 0);
                });
            });

            it("is finished by the next one", finish);
        });
    }

    // A deployment for each cell. Those that failed are finished together.
    for (const call of callsThat(({ endsAll }) => endsAll === true)) {
        describe(call, () => {
            for (const cell of rows(call)) {
                it(`is told clearly: ${call}, ${cell.fault}`, async () => {
                    const result = await strike([cell]);
                    result.assertClear();
                    const isDone = result.run.code === 0;
                    assertOutcome(cell, result, 0, isDone);
                    // The next one would find what this one has made, and its state does not have.
                    if (isDone || isCarriedOut(faults[cell.fault]!)) await finish();
                });
            }

            it("is finished by the next one", finish);
        });
    }
});

function inWords(told: readonly Told[]): string {
    return told.map(({ heading, text }) => `${heading}\n${text.replace(/^ */gm, " ".repeat(12))}`).join("\n        ");
}
