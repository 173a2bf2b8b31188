import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const script = join(__dirname, "../../examples/pipelines/steps/publish.js");

interface Request {
    readonly method: string;
    readonly path: string;
    readonly authorization: string | undefined;
    readonly type: string | undefined;
    readonly body: any;
}

/** The interfaces of GitHub and of Azure DevOps, as far as the step calls them: answers by method and path. */
describe("what a pipeline publishes", () => {
    let server: Server;
    let url: string;
    let seen: Request[];
    let answers: Record<string, unknown>;
    const directory = mkdtempSync(join(tmpdir(), "pipelines-"));
    const file = join(directory, "text.md");
    const missing = join(directory, "missing.md");

    before(async () => {
        writeFileSync(file, "a <text> & more\n");
        server = createServer(async (request, response) => {
            const chunks: Buffer[] = [];
            for await (const chunk of request) chunks.push(chunk as Buffer);
            const text = Buffer.concat(chunks).toString();
            const { authorization, "content-type": type } = request.headers;
            const one = { method: request.method!, path: request.url!, authorization, type };
            seen.push({ ...one, body: text && JSON.parse(text) });
            const answer = answers[`${one.method} ${one.path}`] ?? (one.method === "GET" ? undefined : {});
            response.writeHead(answer === undefined ? 403 : 200, { "content-type": "application/json" });
            response.end(JSON.stringify(answer ?? {}));
        }).listen(0, "127.0.0.1");
        await once(server, "listening");
        url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    beforeEach(() => {
        seen = [];
        answers = {};
    });
    after(async () => {
        rmSync(directory, { recursive: true, force: true });
        server.closeAllConnections();
        server.close();
        await once(server, "close");
    });

    const run = (variables: Record<string, string>, ...args: string[]) =>
        new Promise<{ code: unknown; output: string }>((resolve) => {
            const env = { PATH: process.env.PATH, STACK: "dev", ...variables };
            execFile(process.execPath, [script, ...args], { env }, (error, stdout, stderr) =>
                resolve({ code: error?.code ?? 0, output: stdout + stderr }),
            );
        });
    const shown = () => seen.map(({ method, path }) => `${method} ${path}`);

    describe("on GitHub", () => {
        const token = "ghs_of-this-job";
        const gitHub = () => ({
            GITHUB_API_URL: url,
            GITHUB_REPOSITORY: "contoso/models",
            GITHUB_TOKEN: token,
            PULL_REQUEST: "7",
        });
        const comments = "/repos/contoso/models/issues/7/comments";
        const listed = `GET ${comments}?per_page=100&page=1`;
        const bot = { login: "github-actions[bot]" };
        const mark = "<!-- serving-gateway preview dev -->";

        it("is a new comment where there is none of the same stack", async () => {
            answers = {
                [listed]: [
                    { id: 1, user: { login: "somebody" }, body: mark },
                    { id: 2, user: bot, body: "other" },
                ],
            };
            const { code, output } = await run(gitHub(), "comment", file);
            assert.equal(code, 0, output);
            assert.deepEqual(shown(), [listed, `POST ${comments}`]);
            assert.deepEqual(seen[1]!.body, { body: `${mark}\n### Preview of dev\n\na <text> & more\n` });
            assert.equal(seen[1]!.authorization, `Bearer ${token}`);
        });

        it("is the same comment in the next run, also on another page", async () => {
            const many = Array.from({ length: 100 }, (_, id) => ({ id, user: bot, body: "" }));
            answers = {
                [listed]: many,
                [`GET ${comments}?per_page=100&page=2`]: [{ id: 200, user: bot, body: `${mark}\nold` }],
            };
            assert.equal((await run(gitHub(), "comment", file)).code, 0);
            assert.equal(shown().at(-1), "PATCH /repos/contoso/models/issues/comments/200");
        });

        it("is one issue: opened, updated, and closed where drift is gone", async () => {
            const issues = "/repos/contoso/models/issues";
            const open = `GET ${issues}?state=open&per_page=100&page=1`;
            answers = { [open]: [] };
            assert.equal((await run(gitHub(), "issue", file)).code, 0);
            assert.equal((await run(gitHub(), "issue", missing)).code, 0);
            answers = { [open]: [{ number: 9, user: bot, title: "Drift of stack dev" }] };
            assert.equal((await run(gitHub(), "issue", file)).code, 0);
            assert.equal((await run(gitHub(), "issue", missing)).code, 0);
            assert.deepEqual(
                seen.filter(({ method }) => method !== "GET").map(({ method, path, body }) => [method, path, body]),
                [
                    ["POST", issues, { title: "Drift of stack dev", body: "a <text> & more\n" }],
                    ["PATCH", `${issues}/9`, { body: "a <text> & more\n" }],
                    ["PATCH", `${issues}/9`, { state: "closed" }],
                ],
            );
        });

        it("ends with one line, without the token, where it may not or is told nonsense", async () => {
            const refused = await run(gitHub(), "comment", file);
            assert.equal(refused.code, 1);
            assert.match(
                refused.output,
                /^error: publish\.js: GET \S+ was answered 403\. Check the job's permissions\.\n$/,
            );
            const wrong: Record<string, string>[] = [
                { PULL_REQUEST: "7/../8" },
                { STACK: "a' OR 1=1" },
                { GITHUB_TOKEN: "" },
            ];
            for (const variables of wrong) {
                const { code, output } = await run({ ...gitHub(), ...variables }, "comment", file);
                assert.deepEqual([code, output.split("\n").length, output.includes(token)], [1, 2, false], output);
            }
            assert.equal(seen.length, 1);
            assert.match((await run(gitHub(), "comment", missing)).output, /missing\.md is not there/);
        });
    });

    describe("on Azure DevOps", () => {
        const azure = () => ({
            TF_BUILD: "True",
            SYSTEM_COLLECTIONURI: `${url}/contoso/`,
            SYSTEM_TEAMPROJECT: "My models",
            BUILD_REPOSITORY_ID: "r1",
            SYSTEM_PULLREQUEST_PULLREQUESTID: "7",
            SYSTEM_ACCESSTOKEN: "of-this-job",
        });
        const project = "/contoso/My%20models/_apis";
        const threads = `${project}/git/repositories/r1/pullRequests/7/threads`;
        const version = "?api-version=7.1";

        it("is one thread, which the next run updates", async () => {
            answers = { [`GET ${threads}${version}`]: { value: [{ id: 1, comments: [] }] } };
            assert.equal((await run(azure(), "comment", file)).code, 0);
            const { content } = seen[1]!.body.comments[0];
            answers = { [`GET ${threads}${version}`]: { value: [{ id: 3, comments: [{ id: 1, content }] }] } };
            assert.equal((await run(azure(), "comment", file)).code, 0);
            assert.deepEqual(
                shown().filter((line) => !line.startsWith("GET")),
                [`POST ${threads}${version}`, `PATCH ${threads}/3/comments/1${version}`],
            );
            assert.match(content, /### Preview of dev\n\na <text> & more/);
        });

        it("is one work item, whose text is no HTML", async () => {
            const query = `POST ${project}/wit/wiql${version}`;
            answers = { [query]: { workItems: [] } };
            assert.equal((await run(azure(), "issue", file)).code, 0);
            answers = { [query]: { workItems: [{ id: 5 }] } };
            assert.equal((await run({ ...azure(), WORK_ITEM_TYPE: "Bug" }, "issue", missing)).code, 0);
            assert.deepEqual(shown(), [
                query,
                `POST ${project}/wit/workitems/$Issue${version}`,
                query,
                `PATCH ${project}/wit/workitems/5${version}`,
            ]);
            assert.equal(seen[1]!.type, "application/json-patch+json");
            const texts = [seen[1]!, seen[3]!].map(({ body }) => body.at(-1).value);
            assert.deepEqual(texts, ["<pre>a &lt;text> &amp; more\n</pre>", "<pre>No drift any more.</pre>"]);
        });
    });
});
