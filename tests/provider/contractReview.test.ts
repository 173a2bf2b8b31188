import assert from "node:assert/strict";
import { documentIn, unpacked } from "../../json/documentInState";
import { reviewContract } from "../../provider/contractReview";
import { endpointSpecProvider as provider } from "../../provider/endpointSpecProvider";
import { type EmulatedWorkspace, startWorkspace } from "../../emulator/workspace/server";
import { sanitize } from "../../transforms/convert/pipeline";
import { fallbackDocument } from "../../transforms/publication/fallbackDocument";
import { publication } from "../../transforms/publication/publication";
import { chat } from "../../transforms/publication/tasks/chat";
import { responses } from "../../transforms/publication/tasks/responses";

const endpoint = "wine-quality";
const program = { endpoint, inputs: "all", routes: "stable", missingDocument: "warn", credential: "pat" };

describe("EndpointSpec's provider, where a contract changes", () => {
    let workspace: EmulatedWorkspace;
    let lines: string[];
    const print = console.log;

    beforeEach(async () => {
        workspace = await startWorkspace();
        lines = [];
        console.log = (line: string) => lines.push(...line.split("\n"));
        const settings = JSON.stringify({ host: workspace.url, token: workspace.token });
        await provider.configure!({
            config: { get: (key: string) => (key === "serving-gateway:workspace" ? settings : undefined) } as any,
        });
    });
    afterEach(async () => {
        console.log = print;
        await workspace.close();
    });

    const check = async (olds: object, more: object = {}) =>
        (await provider.check!(olds, { ...program, ...more })) as {
            inputs: any;
            failures?: { property: string; reason: string }[];
        };
    const changes = async (olds: object, news: object) => (await provider.diff!(endpoint, olds, news)).changes;

    /** Deploys a model that takes other columns; by default one that is kept, and one that is not. */
    function deploy(columns: Record<string, object>, required: string[] = [], words = "A wine.") {
        const records = { type: "array", items: { type: "object", properties: columns, required } };
        const schema = { type: "object", description: words, properties: { dataframe_records: records } };
        const answer = { type: "object", properties: { predictions: { type: "array", items: { type: "number" } } } };
        const json = (content: object) => ({ content: { "application/json": { schema: content } } });
        workspace.setDocument(endpoint, {
            openapi: "3.1.0",
            info: { title: endpoint, version: "1" },
            paths: {
                "/served-models/wine_quality-3/invocations": {
                    post: { requestBody: json(schema), responses: { 200: { description: "ok", ...json(answer) } } },
                },
            },
        });
    }
    const number = { type: "number" };

    it("says nothing of the first contract, and nothing where it stays", async () => {
        deploy({ acid: number });
        const { inputs } = await check({});
        await check(inputs);
        assert.deepEqual(lines, []);
    });

    it("shows breaking and compatible changes, a line each, and keeps none of them", async () => {
        deploy({ acid: number });
        const olds = (await check({})).inputs;
        deploy({ acid: { type: "integer" }, sugar: number }, ["acid"]);
        const { inputs, failures } = await check(olds);
        assert.equal(failures, undefined);
        assert.match(
            lines[0]!,
            /^endpoint "wine-quality": its contract changes \(3 breaking, 1 compatible\), to [0-9a-f]{12}:$/,
        );
        assert.deepEqual(lines.slice(1), [
            "  breaking: POST /invocations, request dataframe_records: minItems is 1, was none",
            "  breaking: POST /invocations, request dataframe_records[].acid: is required now",
            "  breaking: POST /invocations, request dataframe_records[].acid: is integer, was number or null",
            "  compatible: POST /invocations, request dataframe_records[].sugar: is new",
        ]);
        lines = [];
        assert.equal(await changes(inputs, (await check(inputs)).inputs), false);
        assert.deepEqual(lines, []);
    });

    it("compares with nothing where a deployment failed before the API was made, and keeps none of that", async () => {
        deploy({ acid: number });
        const olds = (await check({})).inputs;
        deploy({ acid: { type: "integer" } }, ["acid"]);
        const refuse = { breakingChanges: "refuse" };
        assert.match((await check(olds, refuse)).failures![0]!.reason, /breaks callers/);
        const { inputs, failures } = await check(olds, { ...refuse, unpublished: true });
        assert.equal(failures, undefined);
        assert.deepEqual(lines, []);
        assert.equal(await changes(inputs, (await check(inputs, refuse)).inputs), false);
        assert.equal(inputs.unpublished, undefined);
    });

    it("shows no line for other words", async () => {
        deploy({ acid: number });
        const olds = (await check({})).inputs;
        deploy({ acid: number }, [], "Other words.");
        assert.equal(await changes(olds, (await check(olds)).inputs), true);
        assert.deepEqual(lines, []);
    });

    it("shows so many lines that a reader still sees the rest", async () => {
        const columns = (type: string) => Object.fromEntries([...Array(60)].map((_, index) => [`c${index}`, { type }]));
        deploy(columns("number"));
        const olds = (await check({})).inputs;
        deploy(columns("integer"));
        await check(olds);
        assert.equal(lines.length, 10);
        assert.equal(lines.at(-1), "  and 52 more, in the diff of the document (--diff)");
    });

    it("refuses what breaks callers where that is wanted, with what accepts it, and takes the acceptance", async () => {
        deploy({ acid: number });
        const olds = (await check({})).inputs;
        deploy({ sugar: number });
        const { failures } = await check(olds, { breakingChanges: "refuse", acceptContract: "0123456789ab" });
        const { reason } = failures![0]!;
        assert.match(
            reason,
            /^endpoint "wine-quality": its new contract breaks callers of the published one:\n {2}breaking: .*acid: is no longer/,
        );
        assert.match(reason, /0123456789ab was given/);
        const [, acceptContract] = /acceptContract: "([0-9a-f]{12})"/.exec(reason)!;
        const accepted = await check(olds, { breakingChanges: "refuse", acceptContract });
        assert.equal(accepted.failures, undefined);
        assert.match(lines[0]!, /1 breaking, 1 compatible/);
        // Taking the settings out again is no change.
        assert.equal(await changes(accepted.inputs, (await check(accepted.inputs)).inputs), false);
    });

    it("lets compatible changes pass where breaking ones are refused", async () => {
        deploy({ acid: number });
        const olds = (await check({})).inputs;
        deploy({ acid: number, sugar: number });
        assert.equal((await check(olds, { breakingChanges: "refuse" })).failures, undefined);
        assert.match(lines[1]!, /compatible: .*sugar: is new/);
    });

    it("does not lose sight of the published contract by a refresh", async () => {
        deploy({ acid: number });
        const { id, outs } = await provider.create((await check({})).inputs);
        deploy({ sugar: number });
        const { props } = await provider.read!(id, outs);
        const again = await provider.read!(id, props);
        assert.match(documentIn(props)!, /sugar/);
        assert.match(lines[0]!, /1 breaking, 1 compatible/);
        const { failures } = await check(again.props, { breakingChanges: "refuse" });
        assert.match(failures![0]!.reason, /breaks callers/);
        const { inputs } = await check(again.props);
        assert.equal(await changes(again.props, inputs), true);
        assert.equal(await changes(inputs, (await check(inputs)).inputs), false);
    });

    it("compares with the document of a state that an earlier version refreshed", async () => {
        deploy({ acid: number });
        const known = (await check({})).inputs;
        deploy({ sugar: number });
        const { __document: found, ...others } = (await check({})).inputs;
        const before = { ...others, document: unpacked(found), published: documentIn(known) };
        const { failures } = await check(before, { breakingChanges: "refuse" });
        assert.match(failures![0]!.reason, /breaks callers/);
        const { props } = await provider.read!(endpoint, before);
        assert.deepEqual(props, { ...others, __document: found, __published: known.__document });
    });

    it("forgets what a refresh found where the endpoint serves the published contract again", async () => {
        deploy({ acid: number });
        const { id, outs } = await provider.create((await check({})).inputs);
        deploy({ sugar: number });
        const { props } = await provider.read!(id, outs);
        deploy({ acid: number });
        assert.equal((await provider.read!(id, props)).props.__published, undefined);
        assert.equal(await changes(outs, (await check(props)).inputs), false);
    });

    it("keeps the document of last time for an endpoint that is not ready, in an update and in a refresh", async () => {
        const olds = (await check({})).inputs;
        workspace.setEndpoint(endpoint, { state: { ready: "NOT_READY", config_update: "UPDATE_FAILED" } });
        const { inputs, failures } = await check(olds);
        assert.equal(failures, undefined);
        assert.equal(await changes(olds, inputs), false);
        assert.deepEqual(lines, [
            'warning: endpoint "wine-quality": it is NOT_READY (update: UPDATE_FAILED). Its published document stays as it is.',
        ]);
        assert.deepEqual((await provider.read!(endpoint, olds)).props, olds);
    });

    it("publishes a general document for a new endpoint that is not ready where that is wanted", async () => {
        workspace.setEndpoint(endpoint, { state: { ready: "NOT_READY", config_update: "IN_PROGRESS" } });
        assert.match((await check({})).failures![0]!.reason, /NOT_READY/);
        const { inputs } = await check({}, { unready: true });
        assert.equal(inputs.origin, "fallback");
        assert.match(inputs.warnings[0], /it is NOT_READY \(update: IN_PROGRESS\)\. A general document/);
    });

    it("holds the document of last time, and shows a candidate against it once", async () => {
        deploy({ acid: number });
        const current = (await check({})).inputs;
        deploy({ sugar: number });
        const held = await check(current, { hold: true, breakingChanges: "refuse" });
        assert.equal(held.failures, undefined);
        assert.equal(documentIn(held.inputs), documentIn(current));
        const candidate = (await check({}, { against: documentIn(held.inputs) })).inputs;
        assert.match(documentIn(candidate)!, /sugar/);
        assert.equal(candidate.against, undefined);
        assert.match(lines.join(), /breaking: .*acid/);
        lines = [];
        await check(candidate, { against: documentIn(held.inputs) });
        assert.deepEqual(lines, []);
    });

    it("compares too where another endpoint takes over the API, and keeps nothing of the one before", async () => {
        deploy({ acid: number });
        const olds = (await check({})).inputs;
        const { failures } = await check(olds, { endpoint: "llama-chat", breakingChanges: "refuse" });
        assert.match(failures![0]!.reason, /^endpoint "llama-chat": its new contract breaks callers/);
        workspace.setEndpoint("llama-chat", { state: { ready: "NOT_READY", config_update: "UPDATE_FAILED" } });
        assert.match((await check(olds, { endpoint: "llama-chat" })).failures![0]!.reason, /NOT_READY/);
    });

    it("ends the description with what people look for, in words that stay", async () => {
        const { inputs } = await check({});
        assert.equal(
            inputs.metadata,
            "Serves: main.wine.wine_quality version 3 (100 % of the calls)\nOwner: mlops@example.com\n" +
                "Tags: pilot, team=quality\nScales to zero: yes, so that the first call after a pause waits for its start",
        );
    });
});

describe("a published document that an earlier version of the program wrote", () => {
    /** The forms of input as they were published: neither requires its name. */
    const table = (rows: object) => {
        const forms = [{ dataframe_records: { type: "array", items: rows } }, { dataframe_split: { type: "object" } }];
        const schema = { anyOf: forms.map((properties) => ({ type: "object", properties })) };
        const post = {
            requestBody: { content: { "application/json": { schema } } },
            responses: { "200": { description: "OK" } },
        };
        return { openapi: "3.0.3", info: { title: "a", version: "1" }, paths: { "/invocations": { post } } };
    };
    const review = (before: object, after: object) => {
        const now = JSON.stringify(sanitize(after).document);
        return reviewContract("endpoint", JSON.stringify(before), now, { breakingChanges: "refuse" });
    };

    it("changes nothing for callers where only the program writes it in another way", () => {
        const { lines, refusal } = review(table({ type: "object" }), table({ type: "object" })) as any;
        assert.deepEqual([refusal, lines.filter((line: string) => /breaking|compatible:/.test(line))], [undefined, []]);
    });

    const numbers = (schema: string) => {
        const text = JSON.stringify(sanitize(table({ type: "object", properties: { id: "ID" } })).document);
        return text.replaceAll('"dataframe_split":{', `"id":${schema},"dataframe_split":{`);
    };
    const reviewed = (before: string, after: string) =>
        reviewContract("endpoint", numbers(before), numbers(after), { breakingChanges: "refuse" });

    for (const [rounded, exact] of [
        ['{"type":"integer","maximum":9223372036854776000}', '{"type":"integer","maximum":9223372036854775807}'],
        [
            '{"type":"integer","format":"int64","enum":[1234567890123456800]}',
            '{"type":"integer","format":"int64","enum":[1234567890123456789,1234567890123456788]}',
        ],
        ['{"type":"number","enum":[2,0.5]}', '{"type":"number","enum":[2.0,0.5]}'],
    ] as const) {
        it(`changes nothing where it rounded numbers: ${exact}`, () => {
            const { refusal, lines } = reviewed(rounded, exact);
            assert.deepEqual([refusal, lines], [undefined, []]);
        });
    }

    it("changes nothing for callers of a table with columns without a type, which were objects", () => {
        const long = { type: "integer", format: "int64" };
        const tableOf = (column: object, rows: object) => {
            const split = {
                type: "object",
                properties: {
                    columns: { type: "array", items: { type: "string", enum: ["a", "b"] } },
                    data: { type: "array", items: rows },
                },
            };
            const document: any = table({ type: "object", required: ["a"], properties: { a: long, b: column } });
            const { schema } = document.paths["/invocations"].post.requestBody.content["application/json"];
            schema.anyOf[1].properties.dataframe_split = split;
            return document;
        };
        const rows = { anyOf: [{ items: { anyOf: [long, { type: "object" }] }, maxItems: 2 }, { minItems: 3 }] };
        const before = tableOf({ type: "object" }, { ...rows, type: "array", items: {} });
        const unknown = { type: "object", format: "unknown" };
        const after = { ...tableOf(unknown, { type: "array", prefixItems: [long, unknown] }), openapi: "3.1.0" };
        const { lines, refusal } = review(before, after) as any;
        assert.deepEqual([refusal, lines], [undefined, []]);
    });

    it("still breaks callers where the endpoint does", () => {
        const { refusal } = review(table({ type: "object" }), table({ type: "object", required: ["acid"] })) as any;
        assert.match(refusal, /breaking: POST \/invocations, request dataframe_records\[\]\.acid: is required now/);
        assert.doesNotMatch(refusal, /dataframe_(records|split): is required/);
    });

    for (const [before, after, change] of [
        [
            '{"maximum":9223372036854775807}',
            '{"maximum":9223372036854775806}',
            /maximum is 9223372036854775806, was 9223372036854775807/,
        ],
        [
            '{"enum":[1234567890123456789,1234567890123456788]}',
            '{"enum":[1234567890123456789]}',
            /no longer has the value 1234567890123456788/,
        ],
    ] as const) {
        it(`breaks callers by the last digit of a number: ${after}`, () => {
            assert.match(reviewed(before, after).refusal!, change);
            assert.equal(reviewed(after, before).refusal, undefined);
        });
    }

    /** A list or a text as it was written. */
    const anyOf = (request: object) => JSON.parse(JSON.stringify(request).replaceAll('"oneOf"', '"anyOf"'));

    it("changes nothing for callers of an agent without a document, of which it said what other models take", () => {
        for (const [task, general] of [
            ["agent/v1/chat", chat],
            ["agent/v2/chat", chat],
            ["agent/v1/responses", responses],
        ] as const) {
            const endpoint = { name: "agent", task };
            const now = publication(fallbackDocument(endpoint, "https://example.com"), endpoint).document;
            const before = JSON.parse(JSON.stringify(now));
            before.paths["/invocations"].post.requestBody.content["application/json"].schema = anyOf(general.request);
            const { lines, refusal } = review(before, now) as any;
            assert.deepEqual([refusal, lines], [undefined, []]);
        }
    });

    it("changes nothing for callers where only the errors that the program adds say more", () => {
        const endpoint = { name: "wine" };
        const now = publication(table({ type: "object" }), endpoint).document as any;
        const before = JSON.parse(JSON.stringify(now));
        before.components.schemas.ServingError.properties = {
            message: { type: "string" },
            error_code: { anyOf: [{ type: "string" }, { type: "integer" }] },
        };
        const { responses } = before.paths["/invocations"].post;
        delete responses["415"];
        delete responses["500"].content["text/plain"];
        const { lines, refusal } = review(before, now) as any;
        assert.deepEqual([refusal, lines], [undefined, []]);
        // An error of the endpoint's own document is its contract.
        const own = (schema: object) => ({ description: "Own.", content: { "application/json": { schema } } });
        before.paths["/invocations"].post.responses["400"] = own({ type: "string" });
        now.paths["/invocations"].post.responses["400"] = own({ type: "integer" });
        assert.match(review(before, now).refusal!, /breaking: POST \/invocations, answer 400: is integer, was string/);
    });

    it("changes nothing for callers where an error at a path for OpenAI's clients had the endpoint's own shape", () => {
        const endpoint = { name: "agent", task: "llm/v1/chat" };
        const now = publication(fallbackDocument(endpoint, "https://example.com"), endpoint).document as any;
        const before = JSON.parse(JSON.stringify(now));
        const [own, openAi] = ["/invocations", "/chat/completions"].map((path) => before.paths[path].post.responses);
        openAi["415"] = own["415"];
        const { lines, refusal } = review(before, now) as any;
        assert.deepEqual([refusal, lines], [undefined, []]);
    });
});
