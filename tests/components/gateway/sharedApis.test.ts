import assert from "node:assert/strict";
import type { Tier } from "../../../components/gateway/tiers";
import { calledChurn } from "../declare";
import { needed } from "./needed";

const endpoints = (count: number, more = {}) =>
    Array.from({ length: count }, (_, index) => ({
        ...calledChurn,
        name: `chat-${index}`,
        path: `chat/${index}`,
        ...more,
    }));
const openai = { path: "openai", aliases: {} };
const problemOf = (args: object, tier: Tier) => needed(args).problemOf({ name: "apim", tier });
const withoutBreaker = { resilience: { ...calledChurn.resilience, retry: false, circuitBreaker: false } };

describe("an API that models share, and the tier of the service", () => {
    it("has room for a hundred models", () => {
        assert.equal(problemOf({ endpoints: endpoints(100), openai, databricksPaths: true }, "Developer"), undefined);
    });

    it("says how many models fit where the tier has less room", () => {
        const all = endpoints(60, withoutBreaker);
        const problem = problemOf({ endpoints: all, openai }, "Consumption")!;
        const [, most] =
            /^serving-gateway:openai: its policy .* 16384\.\nName at most (\d+) endpoints in openai\.models/.exec(
                problem,
            )!;
        assert.ok(Number(most) >= 12, `${most} models fit`);
        const models = all.map(({ name }) => name);
        const first = (count: number) => ({ ...openai, models: models.slice(0, count) });
        assert.equal(problemOf({ endpoints: all, openai: first(Number(most)) }, "Consumption"), undefined);
        assert.ok(problemOf({ endpoints: all, openai: first(Number(most) + 1) }, "Consumption"));
    });

    it("does not share a limit of calls where the tier has no counters by key", () => {
        const limits = { calls: { count: 3, seconds: 60, per: "subscription" } };
        const limited = endpoints(1, { ...withoutBreaker, limits });
        assert.equal(problemOf({ endpoints: limited }, "Consumption"), undefined);
        assert.match(
            problemOf({ endpoints: limited, openai }, "Consumption")!,
            /limits \(with openai or databricksPaths/,
        );
    });
});
