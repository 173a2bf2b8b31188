import assert from "node:assert/strict";
import { deploymentCalls } from "../faults/calls";
import { type Cell, type FaultyDeployment, openFaultyDeployment } from "../faults/deployment";
import { faults } from "../faults/faults";
import { assertTold } from "../faults/told";
import { buildTimeout, commandTimeout } from "./environment";

const cells = Object.keys(deploymentCalls).flatMap((call) =>
    Object.keys(faults).map((fault): Cell => ({ call, fault })),
);

/** Cells far apart in the matrix, so that they differ in both call and fault; the same ones for the same seed. */
function sample(seed: number, size: number): Cell[] {
    const step = Math.floor(cells.length / size) + 1;
    return Array.from({ length: size }, (_, index) => cells[(seed + index * step) % cells.length]!);
}

const chosen = process.env.FUZZ_CELLS === "all" ? cells : sample(Number(process.env.FUZZ_SEED ?? 3), 3);

/** Cells of the matrix that `npm run -s fuzz -- matrix` runs whole, each in deployments of its own. */
describe("a deployment whose calls go wrong, on the real engine", function () {
    this.timeout(6 * commandTimeout);

    let deployment: FaultyDeployment | undefined;

    before(function () {
        this.timeout(buildTimeout);
    });
    // A cell that failed leaves things behind that the next one would trip over.
    afterEach(async function () {
        if (this.currentTest?.state !== "failed") return;
        await deployment?.close();
        deployment = undefined;
    });
    after(() => deployment?.close());

    for (const cell of chosen) {
        it(`tells clearly what failed and is finished by the next one: ${cell.call}, ${cell.fault}`, async () => {
            deployment ??= await openFaultyDeployment();
            const { run, outcomes, assertClear } = await deployment.strike([cell]);
            const [outcome] = outcomes;
            assert.ok(outcome!.hits > 0, `no such call was made:\n${run.output}`);
            assertClear();
            if (run.code !== 0) assertTold(outcome!, run);
            await deployment.finish();
        });
    }
});
