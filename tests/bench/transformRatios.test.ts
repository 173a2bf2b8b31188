import assert from "node:assert/strict";
import type { TransformCase } from "../../bench/transforms/benchTransforms";
import { transformRatios } from "../../bench/transforms/transformRatios";

describe("transformRatios", () => {
    const measured = (documentsPerSecond: number) => ({ documentsPerSecond, imports: true });
    const caseOf = (name: string, ours: number, samchon: number, before: number): TransformCase => ({
        name,
        bytes: 1000,
        ours: measured(ours),
        apiture: measured(0),
        samchon: measured(samchon),
        before: measured(before),
    });

    it("says that all holds where ours is ahead, and large documents take no longer than their size", () => {
        const text = transformRatios([caseOf("generated 400 kB", 110, 100, 120), caseOf("generated 4 MB", 10, 9, 11)]);
        assert.match(text, /samchon: ours is 1\.10x as fast, imports/);
        assert.match(text, /apiture: throws/);
        assert.match(text, /before: ours takes 1\.09x its time/);
        assert.match(text, /4 MB takes 11\.0x the time of 400 kB/);
        assert.match(text, /\nholds: ahead on every case$/);
    });

    it("names what does not hold: a library that is ahead, a slower version and a size that costs too much", () => {
        const text = transformRatios([
            caseOf("chat", 100, 101, 100),
            caseOf("generated 400 kB", 120, 100, 139),
            caseOf("generated 4 MB", 10, 9, 10),
        ]);
        assert.match(
            text,
            /\ndoes not hold: chat: behind samchon; generated 400 kB: slower than before; 4 MB takes too long beside 400 kB$/,
        );
    });
});
