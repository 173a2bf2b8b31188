import assert from "node:assert/strict";
import { endpointSelectionProvider as provider } from "../../provider/endpointSelectionProvider";
import { type Loopback, serve } from "../databricks/loopback";

const found = { filter: "f", names: ["a", "b", "c"], listed: [], visible: ["a", "b", "c"], gone: "refuse" };

describe("EndpointSelection's provider", () => {
    let lines: string[];
    let workspace: Loopback;
    let read: (path: string) => void;
    const print = console.log;

    beforeEach(async () => {
        read = () => {};
        workspace = await serve((response, { url }) => {
            response.writeHead(404).end();
            read(url);
        });
        const settings = JSON.stringify({ host: workspace.url, token: "dapi0123456789" });
        const values: Record<string, string> = { workspace: settings, workspaces: `{"west":${settings}}` };
        const get = (key: string) => values[key.replace("serving-gateway:", "")];
        await provider.configure!({ config: { get } as any });
        lines = [];
        console.log = (line: string) => lines.push(...line.split("\n"));
    });
    afterEach(async () => {
        console.log = print;
        await workspace.close();
    });

    const check = async (olds: object, news: object = {}) => await provider.check!(olds, { ...found, ...news });
    const refusal = async (news: object) =>
        (await check({ filter: "f", names: found.names }, news)).failures?.[0]?.reason;

    it("keeps names and filter, and nothing that is looked at only once", async () => {
        const { inputs, failures } = await check({});
        assert.deepEqual(inputs, { filter: "f", names: ["a", "b", "c"] });
        assert.equal(failures, undefined);
    });

    it("has the endpoints read that the engine checks next", async () => {
        const paths = new Set<string>();
        const all = new Promise<void>((done) => {
            read = (path) => {
                paths.add(path);
                if (paths.size === found.names.length) done();
            };
        });
        await check({});
        await all;
        assert.deepEqual(
            [...paths].sort(),
            found.names.map((name) => `/api/2.0/serving-endpoints/${name}`),
        );
    });

    it("speaks of the workspace that it looked in, and has its endpoints read", async () => {
        const first = new Promise<string>((done) => (read = done));
        assert.deepEqual((await check({}, { workspace: "west" })).inputs, { filter: "f", names: ["a", "b", "c"] });
        assert.equal(await first, "/api/2.0/serving-endpoints/a");
        const reason = await refusal({ workspace: "west", names: [], visible: [] });
        assert.equal(reason!.match(/serving-gateway:workspaces\.west\.discover\.gone/g)!.length, 2);
    });

    it("refuses that endpoints leave by themselves, with why, and with the fix", async () => {
        const reason = await refusal({ names: ["a"], visible: ["a", "b"] });
        assert.match(reason!, /endpoint "b" exists, and no longer passes the filters/);
        assert.match(reason!, /endpoint "c" is no longer in the workspace, or .*CAN_VIEW/);
        assert.match(reason!, /serving-gateway:discover\.gone to remove.*discover\.exclude.*serving-gateway:endpoints/);
    });

    it("deletes nothing where the workspace shows no endpoint at all, whatever is meant", async () => {
        const reason = await refusal({ names: [], visible: [], gone: "remove" });
        assert.match(reason!, /shows the deploying identity no endpoint at all.*CAN_VIEW/);
    });

    it("lets them leave where that is meant, and says which", async () => {
        assert.equal(await refusal({ names: ["a", "b"], visible: ["a", "b"], gone: "remove" }), undefined);
        assert.match(
            lines.join("\n"),
            /^warning: .* their APIs are deleted:\n {2}endpoint "c" is no longer in the workspace/,
        );
    });

    it("takes another filter, and an endpoint that is listed now, for what was meant", async () => {
        const filter = JSON.stringify({ names: ["a*"], exclude: [], tags: {}, tasks: ["llm/*"] });
        assert.equal(await refusal({ names: [], filter }), undefined);
        const excluding = JSON.stringify({ names: [], exclude: ["c"], tags: { team: true }, tasks: [] });
        assert.equal(await refusal({ names: ["a"], visible: ["a", "b"], filter: excluding }), undefined);
        assert.equal(await refusal({ names: ["a", "b"], listed: ["c"] }), undefined);
        assert.deepEqual(lines, []);
    });

    it("refuses that endpoints leave the workspace while the filter changes, but for those that it names", async () => {
        const filter = JSON.stringify({ names: [], exclude: ["b"], tags: { team: true }, tasks: [] });
        const reason = await refusal({ names: [], visible: ["a"], filter });
        assert.match(reason!, /endpoint "c" is no longer in the workspace/);
        assert.doesNotMatch(reason!, /"a"|"b"/);
    });

    it("names so many that a reader still sees the fix", async () => {
        const names = Array.from({ length: 50 }, (_, index) => `e${index}`);
        const { failures } = await check({ filter: "f", names }, { names: [] });
        assert.match(failures![0]!.reason, /and 30 more\nTo delete the APIs/);
    });

    it("sees a difference only in names and filter", async () => {
        const olds = { filter: "f", names: ["a"] };
        const changes = async (news: object) => (await provider.diff!("endpoints", olds, news)).changes;
        assert.equal(await changes({ ...olds, __provider: "x" }), false);
        assert.equal(await changes({ ...olds, names: ["a", "b"] }), true);
    });

    describe("of model services beside endpoints", () => {
        const names = ["a", "x.y.z"];
        const before = { filter: "f", names };

        it("says what left, and which right may be missing", async () => {
            const news = { names: ["a"], visible: ["a", "x.y.other"] };
            const { failures } = await check(before, news);
            assert.match(failures![0]!.reason, /model service "x\.y\.z" is no longer in the workspace, .*\(EXECUTE\)/);
        });

        it("deletes nothing where the workspace shows none of a kind, whatever is set", async () => {
            for (const [left, visible, noun] of [
                [["a"], ["a"], "model service"],
                [["x.y.z"], ["x.y.z"], "endpoint"],
            ] as const) {
                const { failures } = await check(before, { names: left, visible, gone: "remove" });
                assert.match(failures![0]!.reason, new RegExp(`shows the deploying identity no ${noun} at all`));
            }
            const { failures } = await check(before, { names: ["a"], visible: ["a", "x.y.other"], gone: "remove" });
            assert.equal(failures, undefined);
        });

        it("lets go what is not looked for any more", async () => {
            const nothing = { tags: {}, names: [], tasks: [], exclude: [] };
            const filter = JSON.stringify({ ...nothing, modelServices: { ...nothing, catalogs: ["x"], schemas: [] } });
            const { failures } = await check(before, { filter, names: ["x.y.z"], visible: ["x.y.z"] });
            assert.equal(failures, undefined);
            const other = JSON.stringify({ ...nothing, names: ["a"] });
            assert.equal((await check(before, { filter: other, names: ["a"], visible: ["a"] })).failures, undefined);
        });
    });
});
