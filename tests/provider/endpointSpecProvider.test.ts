import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { deflateRawSync } from "node:zlib";
import { documentIn, packed, unpacked } from "../../json/documentInState";
import { endpointSpecProvider as provider } from "../../provider/endpointSpecProvider";
import { LOGIN_PAGE, PRIVATE_LINK_REDIRECT } from "../../emulator/workspace/plannedAnswer";
import { type EmulatedWorkspace, startWorkspace } from "../../emulator/workspace/server";

const agent = "agents_main-dbdemos_rag_chatbot-dbdemos_rag_demo";
const program = { endpoint: agent, inputs: "all", routes: "stable", missingDocument: "warn", credential: "pat" };
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const raw = JSON.parse(readFileSync(join(__dirname, "../golden/04-rag-chatbot.json"), "utf8"));
const forDocument = { path: /\/openapi$/, headers: { "content-type": "application/json" } };
const noDocument = {
    ...forDocument,
    status: 404,
    body: '{"error_code":"RESOURCE_DOES_NOT_EXIST","message":"No schema. [ReqId: 1]"}',
};
const noSignature = {
    ...forDocument,
    status: 400,
    body: '{"error_code":"INVALID_STATE","message":"The served model has no signature."}',
};

describe("EndpointSpec's provider", () => {
    let workspace: EmulatedWorkspace;

    beforeEach(async () => {
        workspace = await startWorkspace();
        await configure({ host: workspace.url, token: workspace.token });
    });
    afterEach(() => workspace.close());

    const configure = (settings: object) =>
        provider.configure!({
            config: {
                get: (key: string) => (key === "serving-gateway:workspace" ? JSON.stringify(settings) : undefined),
            } as any,
        });
    const check = async (inputs: object = {}) =>
        (await provider.check!({}, { ...program, ...inputs })) as {
            inputs: any;
            failures?: { property: string; reason: string }[];
        };
    const refusal = async (inputs: object = {}) => {
        const { failures } = await check(inputs);
        assert.equal(failures?.length, 1, "the check passed");
        return failures[0]!.reason;
    };

    it("returns the importable document from check, so that a preview shows it", async () => {
        const { inputs } = await check();
        const document = JSON.parse(documentIn(inputs)!);
        assert.equal(document.openapi, "3.0.3");
        assert.doesNotMatch(documentIn(inputs)!, /prefixItems/);
        assert.match(documentIn(inputs)!, /dataframe_split/);
        assert.equal(inputs.serviceUrl, `${workspace.url}/serving-endpoints/${agent}`);
        assert.match(inputs.documentHash, /^[0-9a-f]{64}$/);
        assert.equal(inputs.description, "Answers questions about our products from their documentation.");
    });

    it("leaves dataframe_split out when only records are published", async () => {
        const { inputs } = await check({ inputs: "records" });
        assert.doesNotMatch(documentIn(inputs)!, /dataframe_split/);
        assert.match(documentIn(inputs)!, /dataframe_records/);
    });

    it("gives the same bytes for the same document", async () => {
        assert.deepEqual(await check(), await check());
    });

    it("keeps a document that stays the same as it is packed, and sees no difference in how it is packed", async () => {
        const { inputs } = await check();
        // Another version of Node packs otherwise.
        const otherwise = deflateRawSync(documentIn(inputs)!, { level: 1 }).toString("base64");
        assert.notEqual(inputs.__document, otherwise);
        const olds = { ...inputs, __document: otherwise };
        const again: any = await provider.check!(olds, program);
        assert.equal(again.inputs.__document, otherwise);
        assert.equal((await provider.diff!("id", olds, inputs)).changes, false);
        const other: any = await provider.check!(olds, { ...program, routes: "both" });
        assert.notEqual(documentIn(other.inputs), documentIn(inputs));
    });

    it("does not ask the workspace while an input is unknown", async () => {
        for (const input of ["endpoint", "inputs", "routes", "missingDocument", "documentFile"]) {
            assert.deepEqual((await check({ [input]: unknown })).inputs, { ...program, [input]: unknown });
        }
        assert.deepEqual(workspace.requests, []);
    });

    it("sees no difference until the document, or what is said about it, changes", async () => {
        const olds = (await check()).inputs;
        const same = await provider.diff!(agent, { ...olds, __provider: "a" }, { ...olds, __provider: "b" });
        assert.equal(same.changes, false);
        const other = await provider.diff!(agent, olds, { ...olds, __document: packed("{}") });
        assert.deepEqual({ changes: other.changes, replaces: other.replaces }, { changes: true, replaces: [] });
    });

    it("takes over the document of an earlier version's state, and writes it anew", async () => {
        const { __document, ...others } = (await check()).inputs;
        const before = { ...others, document: unpacked(__document) };
        const checked: any = await provider.check!(before, program as any);
        assert.deepEqual(checked.inputs, { ...others, __document });
        assert.equal((await provider.diff!(agent, before, checked.inputs)).changes, true);
        assert.deepEqual((await provider.diff!(agent, before, checked.inputs)).replaces, []);
        assert.deepEqual((await provider.read!(agent, before)).props, { ...others, __document });
    });

    it("holds a document that is shown nowhere in its API's place, in a fraction of its size", async () => {
        const { inputs } = await check();
        const document = documentIn(inputs)!;
        assert.ok(!JSON.stringify(inputs).includes("dataframe_records"));
        assert.ok(JSON.stringify(inputs).length < document.length / 2, "a state of half the document's size");
    });

    it("is another resource for another endpoint", async () => {
        const olds = (await check()).inputs;
        const news = (await check({ endpoint: "wine-quality" })).inputs;
        assert.deepEqual((await provider.diff!(agent, olds, news)).replaces, ["endpoint"]);
    });

    it("reads the document anew, with complete inputs, so that a refresh shows that the contract moved", async () => {
        const olds = (await check()).inputs;
        const { id, outs } = await provider.create(olds);
        workspace.setDocument(agent, {
            openapi: "3.1.0",
            info: { title: agent, version: "2" },
            paths: { "/served-models/m-2/invocations": { post: { responses: { 200: { description: "ok" } } } } },
        });
        const read = await provider.read!(id, outs);
        assert.equal(read.id, agent);
        assert.equal(JSON.parse(documentIn(read.props)!).info.version, "2");
        assert.deepEqual(read.inputs, read.props);
        assert.deepEqual(Object.keys(read.inputs).sort(), [...Object.keys(olds), "__published"].sort());
        assert.equal((await provider.diff!(id, olds, read.inputs)).changes, true);
    });

    it("stays as it is while its workspace cannot be used, and says nothing of that in the state", async () => {
        const olds = (await check()).inputs;
        await workspace.close();
        const kept: any = await provider.check!(olds, { ...program, isKept: true } as any);
        assert.deepEqual(kept, { inputs: olds });
        assert.equal((await provider.diff!(agent, olds, kept.inputs)).changes, false);
        // Of another model, nothing is known.
        const other: any = await provider.check!(olds, { ...program, endpoint: "wine-quality", isKept: true } as any);
        assert.match(other.failures[0].reason, /could not reach/);
    });

    it("deletes nothing in the workspace, and needs none for that", async () => {
        const { outs } = await provider.create((await check()).inputs);
        await configure({});
        const before = workspace.requests.length;
        await provider.delete!(agent, outs);
        assert.equal(workspace.requests.length, before);
    });

    it("keeps the credential out of everything it returns", async () => {
        const { inputs } = await check();
        const created = await provider.create(inputs);
        const read = await provider.read!(created.id, created.outs);
        assert.ok(!JSON.stringify([inputs, created, read]).includes(workspace.token));
    });

    const refused: { what: string; arrange: () => void | Promise<void>; inputs?: object; says: RegExp[] }[] = [
        {
            what: "a token that the workspace does not accept",
            arrange: () => configure({ host: workspace.url, token: "dapi-marker" }),
            says: [/endpoint "agents_main.*403/, /token/],
        },
        {
            what: "an endpoint that does not exist",
            arrange: () => {},
            inputs: { endpoint: "gone" },
            says: [/endpoint "gone".*404/],
        },
        {
            what: "an endpoint that is not ready",
            arrange: () =>
                workspace.setEndpoint(agent, { state: { ready: "NOT_READY", config_update: "IN_PROGRESS" } }),
            says: [/NOT_READY/, /Run the command again/],
        },
        {
            what: "an empty document, where that is to be refused",
            arrange: () => workspace.setDocument(agent, ""),
            inputs: { missingDocument: "refuse" },
            says: [/is empty/, /signature/, /serving-gateway:missingDocument/],
        },
        {
            what: "a document that is not JSON",
            arrange: () => workspace.setDocument(agent, "{]"),
            says: [/not JSON \(line 1/],
        },
        {
            what: "a login page",
            arrange: () => workspace.setDocument(agent, "<html><title>Sign in</title></html>"),
            says: [/HTML page/],
        },
        {
            what: "a document without paths, where that is to be refused",
            arrange: () =>
                workspace.setDocument(agent, { openapi: "3.1.0", info: { title: "t", version: "1" }, paths: {} }),
            inputs: { missingDocument: "refuse" },
            says: [/endpoint "agents_main.*has no paths/, /signature/],
        },
        {
            what: "a workspace's refusal to make a document, where that is to be refused",
            arrange: () => workspace.answerNext(noSignature),
            inputs: { missingDocument: "refuse" },
            says: [/endpoint "agents_main.*400 \(INVALID_STATE\)/, /It said: .*signature/, /missingDocument/],
        },
        {
            what: "a file that is not there",
            arrange: () => {},
            inputs: { documentFile: "no-such-file.json" },
            says: [
                /the document .*no-such-file\.json cannot be read \(ENOENT\)/,
                /relative to the program's directory/,
            ],
        },
        {
            what: "a file that is not JSON",
            arrange: () => {},
            inputs: { documentFile: "Pulumi.yaml" },
            says: [/Pulumi\.yaml is not JSON \(line 1/],
        },
        {
            what: "a file whose server is another workspace",
            arrange: () => {},
            inputs: { documentFile: "tests/golden/04-rag-chatbot.json" },
            says: [/04-rag-chatbot\.json names a server outside the workspace/],
        },
        {
            what: "a document over 4 MB",
            arrange: () => workspace.setDocument(agent, { openapi: "3.1.0", info: { title: "x".repeat(5e6) } }),
            says: [/over 4 MB/],
        },
        {
            what: "a server of another origin",
            arrange: () =>
                workspace.setDocument(agent, { openapi: "3.1.0", servers: [{ url: "https://evil.example/" }] }),
            says: [/outside the workspace/, /https:\/\/evil\.example/],
        },
        {
            what: "a document that no tool of an MCP server can be made of",
            arrange: () =>
                workspace.setDocument(agent, {
                    openapi: "3.1.0",
                    info: { title: agent, version: "1" },
                    paths: {
                        "/served-models/m-1/invocations": {
                            post: {
                                requestBody: { content: { "application/json": { schema: { type: "string" } } } },
                                responses: { 200: { description: "ok" } },
                            },
                        },
                    },
                }),
            inputs: { isTool: true },
            says: [/endpoint "agents_main.*cannot be a tool of an MCP server/, /document, at the endpoint/],
        },
        {
            what: "a pattern of paths that matches nothing",
            arrange: () => {},
            inputs: { paths: { include: ["/invocation"] } },
            says: [/endpoint "agents_main.*"\/invocation" of paths/, /nearest .*"\/invocations"/],
        },
        {
            what: "a pattern of paths that matches nothing of the general document",
            arrange: () => workspace.setDocument(agent, ""),
            inputs: { paths: { include: ["/items/**"] } },
            says: [/"\/items\/\*\*" of paths/, /general document, because endpoint .* is empty\.$/],
        },
        {
            what: "a workspace that is down",
            arrange: () => workspace.close(),
            says: [/could not reach/, /workspace\.host/],
        },
    ];
    for (const { what, arrange, inputs, says } of refused) {
        it(`refuses ${what} as a failed check, with the endpoint and the fix`, async () => {
            await arrange();
            const reason = await refusal(inputs);
            for (const pattern of says) assert.match(reason, pattern);
            assert.ok(!reason.includes("marker") && !reason.includes(workspace.token));
        });
    }

    const missing: { what: string; arrange: () => void }[] = [
        { what: "an empty document", arrange: () => workspace.setDocument(agent, "") },
        { what: "an object without paths", arrange: () => workspace.setDocument(agent, "{}") },
        { what: "empty paths", arrange: () => workspace.setDocument(agent, { openapi: "3.1.0", paths: {} }) },
        {
            what: "a 404 for the document of an endpoint that is there",
            arrange: () => workspace.answerNext(noDocument),
        },
        { what: "a refusal to make one", arrange: () => workspace.answerNext(noSignature) },
    ];
    for (const { what, arrange } of missing) {
        it(`publishes a document for the endpoint's task in place of ${what}, and warns`, async () => {
            arrange();
            const { inputs } = await check();
            const { paths } = JSON.parse(documentIn(inputs)!);
            assert.deepEqual(Object.keys(paths), [
                "/chat/completions",
                "/invocations",
                "/models",
                "/openai/deployments/{model}/chat/completions",
            ]);
            assert.ok(paths["/invocations"].post.requestBody.content["application/json"].schema.properties.messages);
            assert.equal(inputs.origin, "fallback");
            assert.match(
                inputs.warnings[0],
                /^endpoint "agents_main.* A general document for its task, agent\/v1\/chat is published instead\. Log the/,
            );
            assert.doesNotMatch(inputs.warnings[0], /ReqId/);
        });
    }

    it("does not take an endpoint whose document is missing for one that is gone", async () => {
        const { id, outs } = await provider.create((await check({ missingDocument: "refuse" })).inputs);
        workspace.answerNext(noDocument);
        await assert.rejects(provider.read!(id, outs), /answered 404/);
    });

    it("still refuses an endpoint that stops between the two calls", async () => {
        workspace.answerNext({ ...noSignature, body: noSignature.body.replace("has no signature", "is not ready") });
        assert.match(await refusal(), /INVALID_STATE/);
    });

    it("publishes the user's own file in place of the endpoint's document", async () => {
        const folder = mkdtempSync(join(tmpdir(), "document-"));
        try {
            const file = join(folder, "own.json");
            writeFileSync(file, JSON.stringify({ ...raw, servers: [{ url: `${workspace.url}/serving-endpoints/x` }] }));
            const { inputs } = await check({ documentFile: relative(process.cwd(), file) });
            assert.equal(inputs.origin, "file");
            assert.match(documentIn(inputs)!, /request_id/);
            assert.ok(!workspace.requests.some(({ path }) => path.endsWith("/openapi")));
        } finally {
            rmSync(folder, { recursive: true });
        }
    });

    it("publishes stable paths, and the document's own where the program wants them", async () => {
        const paths = async (routes: string) =>
            Object.keys(JSON.parse(documentIn((await check({ routes })).inputs)!).paths);
        const own = "/served-models/main-dbdemos_rag_chatbot-dbdemos_rag_demo_1/invocations";
        const feedback = "/served-models/feedback/invocations";
        const openAi = ["/chat/completions", "/models", "/openai/deployments/{model}/chat/completions"];
        assert.deepEqual(await paths("stable"), ["/invocations", feedback, ...openAi].sort());
        assert.deepEqual(await paths("as-published"), [feedback, own, ...openAi].sort());
        assert.deepEqual(await paths("both"), ["/invocations", feedback, own, ...openAi].sort());
    });

    it("publishes the operations that paths picks, and warns of many where nobody picks", async () => {
        const operation = { responses: { 200: { description: "ok" } } };
        const many = Array.from({ length: 269 }, (_, index) => [
            `/area${index % 10}/thing${index}`,
            { get: operation },
        ]);
        workspace.setDocument(agent, {
            openapi: "3.1.0",
            info: { title: agent, version: "1" },
            paths: Object.fromEntries(many),
        });
        const lines: string[] = [];
        const { log } = console;
        console.log = (line: string) => lines.push(line);
        try {
            const picked = { paths: { include: ["/area3/**"], exclude: ["/area3/thing3"] } };
            const { inputs } = await check(picked);
            assert.deepEqual(inputs.paths, picked.paths);
            assert.equal(Object.keys(JSON.parse(documentIn(inputs)!).paths).length, 26);
            assert.deepEqual(lines, []);
            await check();
        } finally {
            console.log = log;
        }
        assert.equal(lines.length, 1);
        assert.match(lines[0]!, /^warning: endpoint "agents_main.*: all 272 operations .* with paths/);
    });

    it("refuses what stands in for a document: a login page, a redirect to one", async () => {
        for (const answer of [LOGIN_PAGE, PRIVATE_LINK_REDIRECT]) {
            workspace.answerNext(answer);
            await refusal();
        }
    });

    it("is gone when the endpoint is gone, so that a stack can still be refreshed and destroyed", async () => {
        const { id, outs } = await provider.create((await check()).inputs);
        workspace.removeEndpoint(agent);
        assert.equal((await provider.read!(id, outs)).id, "");
    });

    it("stays at a refresh when its workspace has left the settings, for the next update to remove", async () => {
        const { id, outs } = await provider.create({ ...(await check()).inputs, workspace: "west" });
        assert.deepEqual(await provider.read!(id, outs), { id, props: outs, inputs: outs });
    });

    it("says what is wrong at a refresh without a stack trace", async () => {
        const { id, outs } = await provider.create((await check()).inputs);
        workspace.revokeToken(workspace.token);
        await assert.rejects(provider.read!(id, outs), (error: Error) => {
            assert.match(error.message, /endpoint "agents_main.*403/);
            assert.equal(error.stack, "");
            return true;
        });
    });
});
