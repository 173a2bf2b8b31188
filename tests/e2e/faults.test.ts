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

const isAll = process.env.FUZZ_CELLS === "all";
const chosen = isAll ? cells : sample(Number(process.env.FUZZ_SEED ?? 3), 3);

/** Deployments of their own, but for cells that leave the other endpoints of a deployment alone: those of a sample share one. */
function deployments(): Cell[][] {
    const isApart = ({ call }: Cell) => {
        const { endsAll, during } = deploymentCalls[call]!;
        return !isAll && !endsAll && !during;
    };
    const together = chosen.filter(isApart);
    const others = chosen.filter((cell) => !isApart(cell)).map((cell) => [cell]);
    return together.length > 0 ? [...others, together] : others;
}

/** Cells of the matrix that `npm run -s fuzz -- matrix` runs whole. */
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

    for (const struck of deployments()) {
        const names = struck.map(({ call, fault }) => `${call}, ${fault}`).join("; ");
        it(`tells clearly what failed and is finished by the next one: ${names}`, async () => {
            deployment ??= await openFaultyDeployment();
            const flags = struck.length > 1 ? ["--continue-on-error", "--parallel", "100"] : [];
            const { run, outcomes, assertClear } = await deployment.strike(struck, ...flags);
            for (const { hits } of outcomes) assert.ok(hits > 0, `no such call was made:\n${run.output}`);
            assertClear();
            for (const outcome of outcomes) {
                const isDone = struck.length > 1 ? outcome.isDone && outcome.told.length === 0 : run.code === 0;
                if (!isDone) assertTold(outcome, run);
            }
            await deployment.finish();
        });
    }
});
