import assert from "node:assert/strict";
import { type EmulatedService, emulatedService } from "../../../commands/parity/emulatedService";
import { isWell, markdown, reportOf } from "../../../commands/parity/report";
import type { Result, Run } from "../../../commands/parity/runRecords";
import { allRecords, type FiledRecord } from "../../../emulator/records/allRecords";

const records = allRecords();
const prefix = "parity-test";
const against = { version: "0.1.0", date: "2026-12-01T10:00:00.000Z", against: "emulator" } as const;

describe("what is recorded of the real services holds in the emulators", function () {
    this.timeout(120_000);
    let emulated: EmulatedService;
    let ran: Run;
    let there: string[];
    before(async () => {
        emulated = await emulatedService();
        there = emulated.entities();
        ran = await emulated.run(records, { prefix, parallel: 12 });
    });
    after(() => emulated.stop());

    for (const [index, record] of records.entries()) {
        if (record.untestable !== undefined) continue;
        it(`${record.room}: ${record.claim}`, () => {
            assert.deepEqual(ran.results[index]!.outcome, { holds: true });
        });
    }

    it("with nothing left of any of them", () => {
        assert.deepEqual(emulated.entities(), there);
        assert.deepEqual([ran.left, ran.upstreamProblem], [[], undefined]);
    });

    it("and is counted, with what cannot be shown", () => {
        const { counts } = reportOf(ran, against, String);
        const cannot = records.filter(({ untestable }) => untestable !== undefined).length;
        assert.deepEqual(counts, { holds: records.length - cannot, differs: 0, failed: 0, skipped: 0, cannot });
    });

    it("and one that does not is told with what differs, without keys and addresses", async () => {
        const bearer = records.find(({ id }) => id === "bearer-key")!;
        const [first, ...others] = bearer.calls;
        const wrong = { ...first!, path: "/$RUN/call?again", expect: { status: 200, body: "$KEY" } };
        const run = await emulated.run([{ ...bearer, calls: [...others, wrong] }], { prefix, parallel: 1 });
        const report = reportOf(run, against, String);
        assert.equal(isWell(report), false);
        assert.match(report.records[0]!.says!, /^POST \/\$RUN\/call\?again: /);
        assert.match(markdown(report), /\| bearer-key \| differs \| POST /);
        assert.deepEqual(emulated.entities(), there);
    });

    it("and an interrupted run deletes what it created, and begins nothing", async () => {
        const controller = new AbortController();
        const results: Result[] = [];
        const onResult = (result: Result) => {
            results.push(result);
            controller.abort();
        };
        const gateway = records.filter(({ room }) => room === "gateway");
        const { left } = await emulated.run(gateway, { prefix, parallel: 4, onResult }, controller.signal);
        const skipped = results.filter(({ outcome }) => "skipped" in outcome);
        assert.ok(skipped.length > 20, String(skipped.length));
        assert.deepEqual([emulated.entities(), left], [there, []]);
    });

    it("and what cannot be deleted is listed", async () => {
        const record: FiledRecord = {
            ...records.find(({ id }) => id === "tag-goes-with-its-links")!,
            cleanup: [{ at: "service", method: "DELETE", path: "/groups/administrators" }],
            setup: [],
            calls: [{ at: "service", method: "GET", path: "/tags", expect: { status: 200 } }],
        };
        const report = reportOf(await emulated.run([record], { prefix, parallel: 1 }), against, String);
        assert.deepEqual(report.left, ["/groups/administrators"]);
        assert.equal(isWell(report), false);
    });
});
