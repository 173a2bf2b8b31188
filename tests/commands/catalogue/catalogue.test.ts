import assert from "node:assert/strict";
import { catalogueFiles, historyFile } from "../../../commands/catalogue/catalogue";
import { HistoryError, readHistory } from "../../../commands/catalogue/history";
import { offerOf } from "../../../commands/catalogue/offer";
import { NotPublishedError } from "../../../commands/publishedStack";
import { callersDocument } from "../../../transforms/publication/callers/callersDocument";
import { exampleApis, exampleState, type StateApi, type StateParts } from "./exampleState";
import { hostileState, withRequest } from "./exampleStates";

const stack = "prod";
const contact = "models@contoso.example";

function filesOf(state: string, before?: string) {
    const history = before === undefined ? undefined : readHistory(before, stack, historyFile);
    return catalogueFiles(offerOf(state, stack), history, contact);
}

const example = filesOf(exampleState()).written;
const page = (name: string, written: ReadonlyMap<string, string> = example) => written.get(name) ?? assert.fail(name);

/** What a reader sees, without tags. */
function shown(text: string): string {
    const [, main] = /<main[^>]*>(.*)<\/main>/s.exec(text)!;
    return main!
        .replace(/<[^>]*>/g, " ")
        .replace(/&lt;/g, "<")
        .replace(/&gt;/g, ">")
        .replace(/&quot;/g, '"')
        .replace(/&#39;/g, "'")
        .replace(/&amp;/g, "&")
        .replace(/\s+/g, " ");
}

describe("the catalogue of a stack", () => {
    it("lists what there is: APIs, the URLs that models share, MCP servers and products", () => {
        const text = shown(page("index.html"));
        for (const part of [
            "4 APIs at contoso.azure-api.net",
            "wine-quality Predicts the quality of a wine",
            "For OpenAI’s clients https://contoso.azure-api.net/openai",
            "Models: gpt-4o, llama-chat",
            "gold-mcp The endpoints of the product gold",
            "With a key of the product Gold.",
            "wine_quality Predicts",
            "Gold Models for the risk team",
        ]) {
            assert.ok(text.includes(part), `${part}:\n${text}`);
        }
    });

    it("says for whom it is, and how to ask for a key", () => {
        const text = shown(page("apis/wine-quality.html"));
        assert.match(text, /Callers need a subscription key, in the header Ocp-Apim-Subscription-Key\./);
        assert.match(text, /Product Gold For administrators, Risk and developers\./);
        assert.match(
            text,
            /Subscribe in the developer portal of the service\. An administrator approves each subscription\./,
        );
        assert.ok(page("apis/wine-quality.html").includes('<a href="mailto:models@contoso.example">'));
        assert.match(
            shown(page("apis/ada-embeddings.html")),
            /The API has a key of its own\. Ask models@contoso\.example for it\./,
        );
        assert.match(
            shown(page("apis/llama-chat.html")),
            /shared The service has this product apart from this stack\./,
        );
    });

    it("says how to get a token where callers need one", () => {
        const entra = { token: { issuer: "entra", tenantId: "t", audiences: ["api://mo'dels"] } };
        const apis = { churn: { document: "{}", output: { needs: entra, neededToCall: "a token" } } };
        const documented = {
            churn: {
                ...exampleApis()["wine-quality"]!,
                ...apis.churn,
                document: exampleApis()["wine-quality"]!.document,
            },
        };
        const { written } = filesOf(exampleState({ apis: documented, links: {}, servers: {}, products: {} }));
        assert.match(
            shown(page("apis/churn.html", written)),
            /tenant t, for api:\/\/mo'dels: export TOKEN=\$\(az .* --resource 'api:\/\/mo'\\''dels'/,
        );
    });

    it("shows the contract, and has the document for callers beside it", () => {
        const text = shown(page("apis/wine-quality.html"));
        assert.match(text, /POST \/invocations Get predictions/);
        assert.match(text, /dataframe_records\[\]\.int_col integer \(int64\) required/);
        assert.match(text, /predictions /);
        assert.match(text, /429: /);
        const document = JSON.parse(page("documents/wine-quality.json"));
        const facts = {
            apiId: "wine-quality",
            url: "https://contoso.azure-api.net/wine-quality",
            needs: offerOf(exampleState(), stack).apis[0]!.needs,
        };
        assert.deepEqual(
            document,
            JSON.parse(JSON.stringify(callersDocument(JSON.parse(exampleApis()["wine-quality"]!.document), facts))),
        );
        assert.ok(page("apis/wine-quality.html").includes('href="../documents/wine-quality.json" download'));
    });

    it("links to nothing that is not there", () => {
        for (const [name, text] of example) {
            if (!name.endsWith(".html")) continue;
            for (const [, target] of text.matchAll(/ href="([^"#:]+)"/g)) {
                assert.ok(example.has(new URL(target!, `file:///${name}`).pathname.slice(1)), `${name}: ${target}`);
            }
            const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
            assert.equal(new Set(ids).size, ids.length, name);
            for (const [, id] of text.matchAll(/ href="#([^"]+)"/g)) assert.ok(ids.includes(id!), `${name}: #${id}`);
        }
    });

    it("is the same to the last byte for the same state, and with its own history", () => {
        const again = filesOf(exampleState(), page(historyFile));
        assert.deepEqual([...again.written], [...example]);
        assert.deepEqual(again.removed, []);
    });

    it("holds no secret of the state, not even an encrypted one", () => {
        const all = [...example.values()].join("\n");
        assert.doesNotMatch(all, /sealed|1b47061264138c4ac30d75fd1eb44270/);
    });

    it("shows of a text that is secret nothing at all", () => {
        const secret = {
            "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
            ciphertext: "v1:sealed",
        };
        const { written } = filesOf(
            exampleState({ products: { gold: { displayName: secret, description: secret, state: "published" } } }),
        );
        assert.doesNotMatch([...written.values()].join("\n"), /sealed|\[object/);
    });

    it("has pages of less than 200 kB, also for a stack of 400 endpoints", () => {
        const wine = exampleApis()["wine-quality"]!;
        const names = Array.from({ length: 400 }, (_, index) => `credit-risk-scoring-${index}`);
        const apis = Object.fromEntries(
            names.map((name) => [name, { ...wine, description: "What it does. ".repeat(20) }]),
        );
        const links = Object.fromEntries(names.map((name) => [name, ["gold"]]));
        for (const [name, text] of [...example, ...filesOf(exampleState({ apis, links })).written]) {
            if (name.endsWith(".html"))
                assert.ok(Buffer.byteLength(text) < 200_000, `${name}: ${Buffer.byteLength(text)}`);
        }
    });

    it("keeps a wide contract short, and says that the document has more", () => {
        const properties = Object.fromEntries(
            Array.from({ length: 2000 }, (_, index) => [`column_${index}`, { type: "number" }]),
        );
        const { written } = filesOf(
            exampleState({ apis: { wide: withRequest({ type: "object", properties }) }, links: {} }),
        );
        assert.ok(Buffer.byteLength(page("apis/wide.html", written)) < 200_000);
        assert.match(shown(page("apis/wide.html", written)), /The document has more members than these 150\./);
    });

    it("ends with schemas that refer to themselves, and with choices that multiply", () => {
        const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
        const level = (depth: number) => ({
            anyOf: Array.from({ length: 12 }, (_, index) => reference(`Level${depth + 1}Choice${index}`)),
            properties: { [`at${depth}`]: { type: "string" } },
        });
        const levels = Array.from({ length: 120 }, (_, index) => {
            const depth = Math.floor(index / 12);
            return [`Level${depth}Choice${index % 12}`, depth === 9 ? { type: "string" } : level(depth)];
        });
        const self = { type: "object", properties: { next: reference("Node"), many: reference("Level0Choice0") } };
        const named = JSON.parse(withRequest(self).document);
        named.components = { schemas: { Node: self, ...Object.fromEntries(levels) } };
        const { written } = filesOf(exampleState({ apis: { tree: { document: JSON.stringify(named) } }, links: {} }));
        assert.match(shown(page("apis/tree.html", written)), /next object/);
    });

    it("shows a schema that refers to itself once within itself", () => {
        const node = { type: "object", properties: { next: { $ref: "#/components/schemas/Node" } } };
        const named = JSON.parse(withRequest({ $ref: "#/components/schemas/Node" }).document);
        named.components = { schemas: { Node: node } };
        const { written } = filesOf(exampleState({ apis: { list: { document: JSON.stringify(named) } }, links: {} }));
        const text = shown(page("apis/list.html", written));
        assert.match(text, /next object/);
        assert.doesNotMatch(text, /next\.next/);
    });

    it("is not made of a stack that has published nothing", () => {
        assert.throws(() => offerOf("{}", stack), NotPublishedError);
        assert.throws(
            () => offerOf(exampleState({ outputs: { endpointDefaults: {} } }), stack),
            /was deployed by an earlier version/,
        );
    });
});

describe("what a model may say of itself", () => {
    const { written } = filesOf(hostileState());

    it("stays text: no element, attribute or link of a page comes from it", () => {
        for (const [name, text] of written) {
            if (!name.endsWith(".html")) continue;
            const body = text.replace(/<(style|script)>.*?<\/\1>/gs, "");
            assert.doesNotMatch(body, /<img|<script|onerror=alert\(1\)>"/, name);
            for (const [, target] of body.matchAll(/href="([^"]*)"/g)) assert.doesNotMatch(target!, /^\s*javascript/i);
            assert.equal(text.match(/<main/g)!.length, 1);
        }
    });

    it("is shown as it is written", () => {
        const [api] = [...written.keys()].filter((name) => name.startsWith("apis/"));
        assert.ok(shown(page(api!, written)).includes("<script>alert(1)</script>"));
    });

    it("names files that are in the folder", () => {
        for (const name of written.keys())
            assert.match(name, /^(apis\/[\w.-]+\.html|documents\/[\w.-]+\.json|index\.html|history\.json)$/);
    });
});

describe("the history of a catalogue", () => {
    const before = withRequest({ type: "object", properties: { age: { type: "integer" } } });
    const after = withRequest({
        type: "object",
        properties: { age: { type: "integer" }, region: { type: "string" } },
        required: ["region"],
    });
    const state = (api: StateApi, more: StateParts = {}) =>
        exampleState({ apis: { churn: api }, links: {}, servers: {}, ...more });
    const first = page(historyFile, filesOf(state(before)).written);

    it("begins with nothing", () => {
        assert.match(
            shown(page("apis/churn.html", filesOf(state(before)).written)),
            /Nothing since this catalogue was first made\./,
        );
    });

    it("has what breaks callers, with the day of the deployment, once", () => {
        const changed = state({ ...after, modified: "2026-11-27T23:00:00Z" });
        const second = filesOf(changed, first).written;
        const text = shown(page("apis/churn.html", second));
        assert.match(text, /2026-11-27 Breaks callers POST \/invocations, request region: is required now/);
        assert.match(shown(page("index.html", second)), /Broke callers on 2026-11-27/);
        const third = filesOf(changed, page(historyFile, second)).written;
        assert.deepEqual([...third], [...second]);
    });

    it("has the last change first, and what does not break callers too", () => {
        const second = page(historyFile, filesOf(state({ ...after, modified: "2026-11-27T23:00:00Z" }), first).written);
        const { written } = filesOf(state({ ...before, modified: "2026-11-28T01:00:00Z" }), second);
        const text = shown(page("apis/churn.html", written));
        assert.match(text, /2026-11-28 .*region: is no longer described.* 2026-11-27 Breaks callers/);
    });

    it("has another URL and other needs, which break callers as well", () => {
        const needs = { subscriptionKey: { header: "X-Other", query: "key" } };
        const moved = state({
            ...before,
            output: { url: "https://other.example/churn", needs, neededToCall: "a key in X-Other" },
        });
        const text = shown(page("apis/churn.html", filesOf(moved, first).written));
        assert.match(text, /its URL was https:\/\/contoso\.azure-api\.net\/churn before/);
        assert.match(text, /callers need something else: a key in X-Other/);
    });

    it("does not take a way more to send the key for a break", () => {
        const less = { subscriptionKey: { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" } };
        const old = page(historyFile, filesOf(state({ ...before, output: { needs: less } })).written);
        assert.match(shown(page("apis/churn.html", filesOf(state(before), old).written)), /Nothing since/);
        // The other way round, a client that sends it as Bearer gets 401.
        assert.match(
            shown(page("apis/churn.html", filesOf(state({ ...before, output: { needs: less } }), first).written)),
            /callers need something else/,
        );
    });

    it("begins with an API whose name every object has, and takes no MCP server of such a name for an API", () => {
        const apis = { churn: before, constructor: before };
        const servers = { toString: {} };
        const later = exampleState({ apis, links: { toString: ["gold"] }, servers });
        const { written } = filesOf(later, first);
        assert.match(shown(page("apis/constructor.html", written)), /Nothing since this catalogue was first made\./);
        assert.doesNotMatch(page("index.html", written), /undefined/);
    });

    it("remembers an API that is gone, and removes its files", () => {
        const other = exampleState({ apis: { wine: before }, links: {}, servers: {}, time: "2026-11-29T00:00:00Z" });
        const { written, removed } = filesOf(other, first);
        assert.deepEqual(removed, ["documents/churn.json", "apis/churn.html"]);
        assert.match(
            shown(page("index.html", written)),
            /No longer published churn, at https:\/\/contoso\.azure-api\.net\/churn , since 2026-11-29/,
        );
        assert.doesNotMatch(
            shown(page("index.html", filesOf(state(before), page(historyFile, written)).written)),
            /churn, at/,
        );
    });

    it("shows what the next revision changes before it is published", () => {
        const spec = {
            urn: "urn:pulumi:prod::p::pulumi-nodejs:dynamic/serving-gateway:EndpointSpec::churn;rev=2-spec",
            type: "pulumi-nodejs:dynamic/serving-gateway:EndpointSpec",
            outputs: { document: after.document },
        };
        const text = JSON.parse(
            state({ ...before, output: { candidateUrl: "https://contoso.azure-api.net/churn;rev=2" } }),
        );
        text.deployment.resources.push(spec);
        const shownPage = shown(page("apis/churn.html", filesOf(JSON.stringify(text)).written));
        assert.match(shownPage, /can be tried at https:\/\/contoso\.azure-api\.net\/churn;rev=2/);
        assert.match(shownPage, /Next revision Breaks callers POST \/invocations, request region: is required now/);
    });

    it("keeps every digit of a contract", () => {
        const long = withRequest({ type: "object", properties: { id: { type: "integer", maximum: 0 } } });
        const exact = { document: long.document.replace('"maximum":0', '"maximum":9007199254740993') };
        const kept = page(historyFile, filesOf(state(exact)).written);
        assert.match(kept, /9007199254740993/);
        assert.match(shown(page("apis/churn.html", filesOf(state(exact), kept).written)), /Nothing since/);
    });

    for (const [what, text, message] of [
        ["no JSON", "{", /^history\.json is not JSON\. Restore it from a backup, or delete it/],
        ["something else", '{"format":2}', /^history\.json is no history of a catalogue: \/format: /],
        ["a name out of the folder", first.replace('"file": "churn"', '"file": "../x"'), /: \/apis\/churn\/file: /],
        [
            "another stack",
            first.replace('"stack": "prod"', '"stack": "dev"'),
            /is the history of stack "dev", not of "prod"\. Name another folder/,
        ],
    ] as const) {
        it(`is not continued from ${what}`, () => {
            assert.throws(
                () => readHistory(text, stack, historyFile),
                (error: Error) => error instanceof HistoryError && message.test(error.message),
            );
        });
    }
});
