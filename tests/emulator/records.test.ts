import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { allRecords } from "../../emulator/records/allRecords";
import { difference } from "../../emulator/records/matching";
import type { Call, ParityRecord } from "../../emulator/records/parityRecord";
import { runRecord } from "../../emulator/records/runRecord";
import type { Surroundings } from "../../emulator/records/surroundings";

const records = allRecords();

describe("a record", () => {
    it("is data, so that it can run against a real service", () => {
        for (const { room: _, ...record } of records) assert.deepEqual(JSON.parse(JSON.stringify(record)), record);
    });

    it("says where it comes from, when that was looked up, and what shows it", () => {
        for (const { id, source, date, claim, calls, untestable } of records) {
            assert.ok(source.length > 0 && /^\d{4}-\d\d-\d\d$/.test(date) && /\.$/.test(claim), id);
            assert.equal(calls.length === 0, untestable !== undefined, id);
        }
        const ids = records.map(({ id }) => id);
        assert.deepEqual([...new Set(ids)], ids);
    });

    it("stands in place of remarks in the code", async () => {
        const folder = join(__dirname, "../../emulator");
        const known = new Set(records.map(({ id }) => id));
        for (const file of await readdir(folder, { recursive: true })) {
            if (!file.endsWith(".ts") || file.startsWith("records")) continue;
            const text = (await readFile(join(folder, file), "utf8")).replace(/\n\s*\*?/g, " ");
            assert.doesNotMatch(text, /\binferred\b/i, file);
            for (const [, ids] of text.matchAll(/\brecords? ((?:[a-z]+(?:-[a-z]+)+(?:, )?)+)/gi)) {
                for (const id of ids!.split(", ")) assert.ok(id === "" || known.has(id), `${file} names ${id}`);
            }
        }
    });

    it("writes only what is its own, and deletes all that it writes", () => {
        for (const { id, setup = [], calls, cleanup = [], cannot } of records) {
            const writes = [...setup, ...calls].filter(
                ({ at, method }) => at === "service" && !/^(?:GET|HEAD)$/.test(method),
            );
            const deleted = cleanup.map(({ method, path }) => `${method} ${path}`.split("?")[0]!);
            for (const { method, path } of writes) {
                const own = /^\/\w+\/\$RUN[^/?;]*/.exec(path)?.[0];
                if (cannot !== undefined && own === undefined) continue;
                assert.ok(own, `${id}: ${method} ${path}`);
                if (method === "PUT") assert.ok(deleted.includes(`DELETE ${own}`), `${id} does not delete ${own}`);
            }
            for (const call of deleted) assert.match(call, /^DELETE \/\w+\/\$RUN/, id);
        }
    });

    describe("that runs", () => {
        let server: Server;
        let answer: (
            request: IncomingMessage,
            calls: readonly string[],
        ) => { status: number; body?: object; location?: string };
        const calls: string[] = [];
        before(async () => {
            server = createServer((request, response) => {
                calls.push(`${request.method} ${request.url!.split("?")[0]}`);
                const { status, body, location } = answer(request, calls);
                response
                    .writeHead(status, { "content-type": "application/json", ...(location && { location }) })
                    .end(body && JSON.stringify(body));
            });
            await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        });
        beforeEach(() => {
            calls.length = 0;
        });
        after(() => {
            server.closeAllConnections();
            server.close();
        });

        function here(more: Partial<Surroundings> = {}): Surroundings {
            const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
            const variables = { SERVICE: "/s", GATEWAY: `${url}/gateway` };
            return {
                armUrl: url,
                armToken: async () => "token-marker",
                tier: "Developer",
                isReal: true,
                pollMs: 1,
                variables,
                ...more,
            };
        }

        const basis: ParityRecord = { id: "a", claim: "A.", source: "inferred", date: "2026-11-27", calls: [] };
        const list: Call = { at: "service", method: "GET", path: "/tags" };
        const tag: Call = { ...list, method: "PUT", path: "/tags/$RUN", body: {} };
        const remove: Call = { ...list, method: "DELETE", path: "/tags/$RUN" };
        const ask: Call = { at: "gateway", method: "GET", path: "/$RUN" };

        it("differs where the other side answers something else, told without what its variables stand for", async () => {
            answer = () => ({ status: 200, body: { value: "key-marker" } });
            const keep = { KEY: "/value" };
            const record = { ...basis, calls: [{ ...list, keep, expect: { status: 200, body: { value: "none" } } }] };
            const { outcome } = await runRecord(record, here(), "parity-1");
            assert.deepEqual(outcome, { differs: 'GET /tags: /value is "$KEY" instead of "none"' });
        });

        it("fails where its setup is refused, and is cleaned up all the same", async () => {
            answer = ({ method }) => ({ status: method === "PUT" ? 400 : 200 });
            const record = { ...basis, setup: [tag], calls: [{ ...list, expect: { status: 200 } }], cleanup: [remove] };
            const { outcome, left } = await runRecord(record, here(), "parity-1");
            assert.deepEqual(outcome, { failed: "setup PUT /tags/$RUN answered 400: undefined" });
            assert.deepEqual([calls, left], [["PUT /s/tags/parity-1", "DELETE /s/tags/parity-1"], []]);
        });

        it("is made again while the service is busy, and lists what it cannot delete", async () => {
            const locked = { status: 409, body: { error: { code: "PessimisticConcurrencyConflict" } } };
            answer = ({ method }, { length }) =>
                method === "DELETE" ? { status: 500 } : length === 1 ? locked : { status: 200 };
            const record = { ...basis, calls: [{ ...tag, expect: { status: 200 } }], cleanup: [remove] };
            const { outcome, left } = await runRecord(record, here(), "parity-1");
            assert.deepEqual([outcome, left], [{ holds: true }, ["/tags/parity-1"]]);
        });

        it("waits for the gateway to learn of a change", async () => {
            answer = ({ method }, { length }) => ({ status: method === "GET" && length < 4 ? 404 : 200 });
            const record = { ...basis, setup: [tag], calls: [{ ...ask, expect: { status: 200 } }] };
            const patient = await runRecord(record, here({ newsMs: 60_000 }), "parity-1");
            assert.deepEqual([patient.outcome, calls.length], [{ holds: true }, 4]);
            calls.length = 0;
            const within = { ...record, calls: [{ ...ask, within: 60, expect: { status: 200 } }] };
            const { outcome } = await runRecord(within, here({ settleMs: 3_600_000 }), "parity-1");
            assert.deepEqual([outcome, calls.length], [{ holds: true }, 4]);
        });

        it("follows no operation to another host, which would get the token", async () => {
            const record = { ...basis, calls: [{ ...tag, expect: { status: 200 } }] };
            answer = () => ({ status: 202, location: "http://localhost:1/poll" });
            const { outcome } = await runRecord(record, here(), "parity-1");
            assert.match(JSON.stringify(outcome), /failed.*another host/);
        });

        it("ends when the time for the run is over, and says so", async () => {
            const record = { ...basis, setup: [tag], calls: [{ ...ask, expect: { status: 200 } }], cleanup: [remove] };
            let deletions = 0;
            answer = ({ method }) => ({
                status: method === "GET" ? 404 : method === "DELETE" && deletions++ === 0 ? 409 : 200,
            });
            const signal = AbortSignal.timeout(50);
            const { outcome, left } = await runRecord(record, here({ newsMs: 60_000, signal }), "parity-1");
            assert.deepEqual([outcome, left], [{ skipped: "the time for the run was over" }, []]);
            assert.deepEqual(calls.slice(-2), ["DELETE /s/tags/parity-1", "DELETE /s/tags/parity-1"]);
        });

        it("is skipped in another tier and without a variable, and never run against a real service that it could change", async () => {
            const record = { ...basis, calls: [{ ...list, path: "/$NOWHERE", expect: { status: 200 } }] };
            const outcomeOf = async (more: Partial<ParityRecord>) =>
                (await runRecord({ ...record, ...more }, here(), "parity-1")).outcome;
            assert.deepEqual(await outcomeOf({}), { skipped: "nothing is known here for $NOWHERE" });
            assert.deepEqual(await outcomeOf({ tiers: ["Premium"] }), { skipped: "holds for Premium" });
            assert.deepEqual(await outcomeOf({ cannot: "It scales." }), { cannot: "It scales." });
            assert.deepEqual(calls, []);
        });
    });

    it("compares members, lists, texts by expression and what is absent", () => {
        assert.equal(difference({ a: { matches: "b+" }, c: null }, { a: "bb", d: 1 }), undefined);
        assert.equal(difference({ a: { matches: "b+" } }, { a: "abb" }), '/a is "abb" instead of a text that fits b+');
        assert.equal(difference({ a: [1, 2] }, { a: [1] }), "/a is [1] instead of a list of 2");
        assert.equal(difference({ a: null }, { a: 0 }), "/a is 0 instead of null or absent");
        assert.equal(difference("a", undefined), 'the answer is undefined instead of "a"');
    });
});
