import assert from "node:assert/strict";
import { reviewContract } from "../../../provider/contractReview";
import { StepBudget } from "../../../transforms/contract/stepBudget";
import { contractChanges } from "../../../transforms/contract/contractChanges";

/** Each schema refers twice to the next one: nothing repeats, and what they mean together doubles at every step. */
function doubling(type: string, steps: number): object {
    const schemas = Object.fromEntries(
        Array.from({ length: steps }, (_, index) => {
            const next = { $ref: `#/components/schemas/S${index + 1}` };
            return [`S${index}`, { allOf: [next, next] }];
        }),
    );
    const schema = { $ref: "#/components/schemas/S0" };
    const post = { requestBody: { content: { "application/json": { schema } } }, responses: {} };
    return {
        openapi: "3.0.3",
        info: { title: "churn", version: "1" },
        paths: { "/invocations": { post } },
        components: { schemas: { ...schemas, [`S${steps}`]: { type } } },
    };
}

const [before, after] = [doubling("string", 40), doubling("integer", 40)];

describe("documents whose schemas refer to each other too often to compare", function () {
    this.timeout(240_000);

    it("count as one breaking change, after a number of steps and not after a time", () => {
        const changes = contractChanges(before, after);
        assert.deepEqual(changes, contractChanges(before, after, new StepBudget(5000)));
        assert.equal(changes.length, 1);
        assert.deepEqual([changes[0]!.breaking, changes[0]!.pointer], [true, "#"]);
        assert.match(changes[0]!.detail, /refer to each other too often to compare.*may break/);
    });

    it("are shown in the preview, refused where breaking contracts are, and accepted by their hash", () => {
        const review = (options: object) =>
            reviewContract('endpoint "churn"', JSON.stringify(before), JSON.stringify(after), {
                breakingChanges: "refuse",
                ...options,
            });
        const { refusal } = review({});
        assert.match(refusal!, /refer to each other too often to compare/);
        const [, hash] = /acceptContract: "([0-9a-f]{12})"/.exec(refusal!)!;
        const accepted = review({ acceptContract: hash });
        assert.equal(accepted.refusal, undefined);
        assert.match(
            accepted.lines.join("\n"),
            /^endpoint "churn": its contract changes \(1 breaking\).*\n {2}breaking: .*refer to each other too often/,
        );
    });

    it("are compared as ever while they are small enough", () => {
        const [change] = contractChanges(doubling("string", 5), doubling("integer", 5));
        assert.match(change!.detail, /is integer, was string/);
    });
});
