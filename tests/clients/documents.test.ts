import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OpenAPIV3 } from "openapi-types";
import { seeds } from "../../emulator/workspace/seeds";
import { callersDocument } from "../../transforms/publication/callers/callersDocument";
import { fallbackDocument } from "../../transforms/publication/fallbackDocument";
import { publication } from "../../transforms/publication/publication";
import { redoclyErrors } from "../transforms/redocly";
import { PublishedApis } from "./publishedApis";
import { Tools } from "./tools";

const folder = process.env.CLIENT_TOOLS;

const agent = "agents_main-dbdemos_rag_chatbot-dbdemos_rag_demo";
const every = ["wine-quality", "llama-chat", "ada-embeddings", agent];

/** What Schemathesis calls a failure and the documentation does not: docs/calling.md says each of them. */
const documented: Readonly<Record<string, readonly string[]>> = {
    // API Management answers 404 where an API has no such operation.
    UnsupportedMethodResponse: every,
    // Two forms of input at once, and bodies without a member that the model needs.
    RejectedPositiveData: every,
    // The endpoint casts, and ignores what it does not know.
    AcceptedNegativeData: every,
    // MLflow's server fails on a body without a content type.
    ServerError: ["wine-quality", agent],
    // Streams and errors of plain text are described in words.
    UndefinedContentType: ["wine-quality", "llama-chat", agent],
};

describe("published documents and those for callers, in the hands of tools", function () {
    this.timeout(5 * 60_000);
    if (folder === undefined) return;

    const tools = new Tools(folder);
    let directory: string;
    before(async () => {
        directory = await mkdtemp(join(tmpdir(), "documents-"));
    });
    after(() => rm(directory, { recursive: true, force: true }));

    it("have no errors for Spectral", async () => {
        const files = await Promise.all(
            allDocuments().map(async ([name, document]) => {
                const file = join(directory, `${name}.json`);
                await writeFile(file, JSON.stringify(document));
                return file;
            }),
        );
        const ruleset = join(directory, "ruleset.json");
        await writeFile(ruleset, JSON.stringify({ extends: "spectral:oas" }));
        const problems = await tools.spectral(ruleset, files);
        assert.deepEqual(
            problems.filter(({ severity }) => severity === 0),
            [],
        );
    });

    it("have no errors for Redocly, but that the import leaves out what a call needs", async () => {
        for (const [name, document] of allDocuments()) {
            const errors = (await redoclyErrors(JSON.stringify(document))) as { ruleId: string }[];
            const others = errors.filter(({ ruleId }) => name.endsWith(".callers") || ruleId !== "security-defined");
            assert.deepEqual(others, [], name);
        }
    });

    it("fail with Schemathesis through the gateway where the documentation says so only", async () => {
        const apis = await PublishedApis.start();
        try {
            const caFile = join(directory, "ca.pem");
            await writeFile(caFile, apis.ca);
            for (const { name, key, document } of apis.all) {
                const file = join(directory, `${name}.schemathesis.json`);
                await writeFile(file, JSON.stringify(document));
                const report = join(directory, `${name}.report.json`);
                const printed = await tools.schemathesis(file, document.servers![0]!.url, { key, caFile, report });
                const { failures, errors, test_cases } = JSON.parse(await readFile(report, "utf8"));
                assert.ok(test_cases.generated > 30, printed);
                assert.deepEqual(errors, [], printed);
                for (const { type } of failures) assert.ok(documented[type]?.includes(name), `${type}\n${printed}`);
            }
        } finally {
            await apis.stop();
        }
    });
});

/** Those of the sample endpoints, and the general one of each task. */
function allDocuments(): (readonly [name: string, document: OpenAPIV3.Document])[] {
    const samples = seeds().map(({ endpoint, document }) => published(JSON.parse(document), endpoint));
    const tasks = ["llm/v1/chat", "llm/v1/completions", "llm/v1/embeddings", "agent/v1/chat", "agent/v2/chat"];
    const general = [...tasks, "agent/v1/responses", ""].map((task) => {
        const endpoint = { name: `general-${task.replaceAll("/", "-")}`, task };
        return published(
            fallbackDocument(endpoint, "https://adb-1.2.azuredatabricks.net/serving-endpoints/a"),
            endpoint,
        );
    });
    const subscriptionKey = { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" };
    return [...samples, ...general].flatMap(({ name, document }) => {
        const facts = { apiId: name, url: `https://contoso.azure-api.net/${name}`, needs: { subscriptionKey } };
        return [
            [`${name}.published`, document],
            [`${name}.callers`, callersDocument(document, facts)],
        ] as const;
    });
}

function published(served: unknown, endpoint: { readonly name: string }) {
    return { name: endpoint.name, document: publication(served, endpoint).document };
}
