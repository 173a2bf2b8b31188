import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { Agent } from "undici";
import { type Emulator, startEmulator } from "../../emulator/emulator";
import { allRecords } from "../../emulator/records/allRecords";
import { difference } from "../../emulator/records/matching";
import type { ParityRecord } from "../../emulator/records/parityRecord";
import { runRecord, type Surroundings } from "../../emulator/records/runRecord";

describe("what is recorded of the real services", () => {
    let directory: string;
    let emulator: Emulator;
    let upstream: Server;
    let where: Surroundings;
    before(async () => {
        directory = await mkdtemp(join(tmpdir(), "records-"));
        emulator = await startEmulator(directory);
        upstream = createServer(async (request, response) => {
            const body = await buffer(request);
            const status = Number(new URL(request.url!, "http://upstream").searchParams.get("status") ?? 200);
            response.writeHead(status, { "content-type": request.headers["content-type"] ?? "text/plain" }).end(body);
        });
        await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
        const { access, workspace, tenant } = emulator;
        const group = `/subscriptions/${access.subscriptionId}/resourceGroups/${access.resourceGroup}`;
        const nobody = workspace.addServicePrincipal(tenant.registerApplication().clientId);
        where = {
            armUrl: access.armUrl,
            armToken: access.armToken,
            workspaceToken: access.workspaceToken,
            tier: "Developer",
            dispatcher: new Agent({ connect: { ca: await readFile(access.caFile, "utf8") } }),
            pollMs: 1,
            variables: {
                SERVICE: `${group}/providers/Microsoft.ApiManagement/service/${access.serviceName}`,
                GATEWAY: access.gatewayUrl,
                UPSTREAM: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`,
                WORKSPACE: access.workspaceUrl,
                ENDPOINT: "llama-chat",
                TABLE_ENDPOINT: "wine-quality",
                TABLE_ROW: JSON.stringify({ int_col: 3, float_col: 10.4, string_col: "abc" }),
                NOBODY_TOKEN: nobody.token,
                MODEL_SERVICE: "main.support.team-chat",
            },
        };
    });
    after(async () => {
        await where.dispatcher!.close();
        await emulator.stop();
        upstream.closeAllConnections();
        upstream.close();
        await rm(directory, { recursive: true, force: true });
    });

    /** The emulated service becomes one of the tier. */
    function surroundings(tier = "Developer"): Surroundings {
        const { store } = emulator.arm;
        const service = store.get(where.variables.SERVICE!)!;
        store.set({ ...service, envelope: { ...service.envelope, sku: { name: tier, capacity: 1 } } });
        return { ...where, tier };
    }

    const records = allRecords();
    for (const record of records.filter(({ untestable }) => untestable === undefined)) {
        it(`${record.room}: ${record.claim}`, async () => {
            const here = surroundings(record.tiers?.[0]);
            const { store } = emulator.arm;
            const names = () => store.subtree(where.variables.SERVICE!).map(({ id }) => id);
            const before = names();
            assert.deepEqual(await runRecord(record, here), { holds: true });
            const left = names().filter((id) => !before.includes(id));
            assert.deepEqual(left, [], "the record leaves nothing behind");
        });
    }

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

    const claim: ParityRecord = { id: "a", claim: "A.", source: "inferred", date: "2026-11-27", calls: [] };
    const list = { at: "service", method: "GET", path: "/tags" } as const;

    it("is a problem where the other side answers something else", async () => {
        const record = { ...claim, calls: [{ ...list, expect: { status: 200, body: { value: "none" } } }] };
        const outcome = await runRecord(record, surroundings());
        assert.deepEqual(outcome, { problem: 'GET /tags: /value is [] instead of "none"' });
    });

    it("is a problem where its setup fails, and is cleaned up all the same", async () => {
        const tag = { ...list, method: "PUT", path: "/tags/$RUN", body: { properties: { displayName: "$RUN" } } };
        const record = {
            ...claim,
            setup: [tag, { ...list, path: "/tags/nobody" }],
            calls: [{ ...list, expect: { status: 200 } }],
            cleanup: [{ ...tag, method: "DELETE" }],
        };
        const outcome = await runRecord(record, surroundings());
        assert.match("problem" in outcome ? outcome.problem : "", /^setup GET \/tags\/nobody answered 404/);
        assert.deepEqual(
            emulator.arm.store.children(where.variables.SERVICE!, "Microsoft.ApiManagement/service/tags"),
            [],
        );
    });

    it("is skipped where it needs another tier, or a variable that nobody knows", async () => {
        const record = { ...claim, calls: [{ ...list, path: "/$NOWHERE", expect: { status: 200 } }] };
        assert.deepEqual(await runRecord(record, surroundings()), { skipped: "nothing is known here for $NOWHERE" });
        const other = { ...record, tiers: ["Premium"] };
        assert.deepEqual(await runRecord(other, surroundings()), { skipped: "holds for Premium" });
    });

    it("compares members, lists, texts by expression and what is absent", () => {
        assert.equal(difference({ a: { matches: "b+" }, c: null }, { a: "bb", d: 1 }), undefined);
        assert.equal(difference({ a: { matches: "b+" } }, { a: "abb" }), '/a is "abb" instead of a text that fits b+');
        assert.equal(difference({ a: [1, 2] }, { a: [1] }), "/a is [1] instead of a list of 2");
        assert.equal(difference({ a: null }, { a: 0 }), "/a is 0 instead of null or absent");
        assert.equal(difference("a", undefined), 'the answer is undefined instead of "a"');
    });
});
