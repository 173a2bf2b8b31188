import { deploymentCalls } from "../faults/calls";
import { type FaultyDeployment, openFaultyDeployment } from "../faults/deployment";
import { faults } from "../faults/faults";
import { buildTimeout, commandTimeout } from "./environment";

/**
 * A sample of what `npm run -s fuzz -- matrix` runs whole. Each kind of fault and each side is in it, at a call that
 * differs from run to run of the list, not of the suite: a failure can be repeated.
 */
const sample: readonly (readonly [call: string, fault: string])[] = [
    ["document", "truncated"],
    ["permissions, written", "reset after"],
    ["policy", "an error that repeats the request"],
    ["keys of a subscription", "403"],
];

describe("a deployment whose calls go wrong, on the real engine", function () {
    this.timeout(6 * commandTimeout);

    let deployment: FaultyDeployment;

    before(async function () {
        this.timeout(buildTimeout);
        deployment = await openFaultyDeployment();
    });
    after(() => deployment?.close());

    for (const [call, fault] of sample) {
        it(`tells clearly what failed and is finished by the next one: ${call}, ${fault}`, async () => {
            await deployment.survive(call, fault);
        });
    }
});
