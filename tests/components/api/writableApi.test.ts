import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { type WaitOptions, whenWritable } from "../../../components/api/writableApi";
import { record, valueOf } from "../recorder";

const began = Date.parse("2026-11-27T10:00:00Z");
const id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/apim/apis/churn";

type Patch = "done" | "locked" | "refused";

describe("waiting until an API takes writes", () => {
    /** Waits for an API whose revisions were written at these times, and that answers these to probes. */
    async function wait(updated: readonly unknown[] | Error, answers: readonly Patch[], aheadMs = 0, apiId = id) {
        const calls: string[] = [];
        const waits: number[] = [];
        let time = began;
        const azure = {
            clockAheadMs: aheadMs,
            list: async (of: string) => {
                calls.push(`GET ${of}`);
                if (updated instanceof Error) throw updated;
                return updated.map((updatedDateTime) => ({ updatedDateTime }));
            },
            patch: async (of: string, _version: string, body: object) => {
                calls.push(`PATCH ${of} ${JSON.stringify(body)}`);
                return answers[calls.length - 2] ?? answers.at(-1)!;
            },
        };
        const options: WaitOptions = {
            now: () => time,
            sleep: async (milliseconds) => {
                waits.push(milliseconds);
                time += milliseconds;
            },
        };
        const output = (value: string) => pulumi.output(value);
        const api = { id: output(apiId), name: output("churn"), path: output("models/churn") };
        const place = whenWritable(azure, options)(api);
        assert.deepEqual([await valueOf(place.id), await valueOf(place.name)], [apiId, "churn"]);
        return { calls, waits };
    }

    const revisions = `GET ${id}/revisions`;
    const probe = `PATCH ${id} {"properties":{"path":"models/churn"}}`;
    const now = "2026-11-27T10:00:01.5Z";

    beforeEach(() => void record(false));

    it("writes nothing where the deployment has not written the API", async () => {
        const { calls, waits } = await wait(["2026-11-27T09:59:00Z", "2026-01-01T00:00:00Z"], ["done"]);
        assert.deepEqual([calls, waits], [[revisions], []]);
    });

    it("probes an API that was just written, until it takes the path that it has", async () => {
        const { calls, waits } = await wait(["2026-01-01T00:00:00Z", now], ["locked", "locked", "locked", "done"]);
        assert.deepEqual(calls, [revisions, probe, probe, probe, probe]);
        assert.deepEqual(waits, [1_000, 1_000, 2_000]);
    });

    it("goes by Azure's clock", async () => {
        const hour = 3_600_000;
        assert.equal((await wait(["2026-11-27T10:30:00Z"], ["done"], hour)).calls.length, 1);
        assert.equal((await wait(["2026-11-27T09:00:01Z"], ["done"], -hour)).calls.length, 2);
    });

    it("probes where it cannot be told when the API was written", async () => {
        for (const updated of [new Error("403"), [], [undefined], ["some day"]]) {
            assert.deepEqual((await wait(updated, ["done"])).calls, [revisions, probe]);
        }
    });

    it("looks at all revisions of an API, and probes the one that is written", async () => {
        const revision = `${id};rev=2`;
        const { calls } = await wait([now], ["done"], 0, revision);
        assert.deepEqual(calls, [revisions, probe.replace(id, revision)]);
    });

    it("leaves other refusals to the write that follows", async () => {
        assert.deepEqual((await wait([now], ["refused"])).calls, [revisions, probe]);
    });

    it("ends after ten minutes, with fewer and fewer probes", async () => {
        const { calls, waits } = await wait([now], ["locked"]);
        const total = waits.reduce((sum, wait) => sum + wait, 0);
        assert.ok(total >= 10 * 60_000 && total < 11 * 60_000, `${total} ms`);
        assert.ok(calls.length < 90, `${calls.length} calls`);
    });

    it("does nothing in a preview", async () => {
        record(true);
        assert.deepEqual(await wait([now], ["locked"]), { calls: [], waits: [] });
    });
});
