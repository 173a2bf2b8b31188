import { deploymentCalls } from "../faults/calls";
import { type FaultyDeployment, openFaultyDeployment } from "../faults/deployment";
import { faults } from "../faults/faults";
import { buildTimeout, commandTimeout } from "./environment";

type Cell = readonly [call: string, fault: string];

const cells = Object.keys(deploymentCalls).flatMap((call) => Object.keys(faults).map((fault): Cell => [call, fault]));

/** Cells far apart in the matrix, so that they differ in both call and fault; the same ones for the same seed. */
function sample(seed: number, size: number): Cell[] {
    const step = Math.floor(cells.length / size) + 1;
    return Array.from({ length: size }, (_, index) => cells[(seed + index * step) % cells.length]!);
}

const chosen = process.env.FUZZ_MATRIX === "all" ? cells : sample(Number(process.env.FUZZ_SEED ?? 3), 3);

/** `npm run -s fuzz -- matrix` runs the whole matrix, the test run a sample. */
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

    for (const [call, fault] of chosen) {
        it(`tells clearly what failed and is finished by the next one: ${call}, ${fault}`, async () => {
            deployment ??= await openFaultyDeployment();
            await deployment.survive(call, fault);
        });
    }
});
