import assert from "node:assert/strict";
import fc from "fast-check";
import { sanitize } from "../../../transforms/convert/pipeline";
import { publication } from "../../../transforms/publication/publication";
import { UnimportableError } from "../../../transforms/unimportableError";
import { propertyRuns } from "../propertyRuns";

const operation = { post: { responses: { 200: { description: "ok" } } } };
const documentWith = (members: object) => ({
    openapi: "3.1.0",
    info: { title: "churn", version: "1" },
    paths: { "/invocations": operation },
    ...members,
});

function refusal(document: unknown): UnimportableError {
    try {
        sanitize(document);
    } catch (error) {
        assert.ok(error instanceof UnimportableError, String(error));
        return error;
    }
    return assert.fail("The document was accepted.");
}

describe("a document's paths", () => {
    for (const [path, says] of [
        ["/../other/invocations", /has a dot segment/],
        ["/invocations/..", /has a dot segment/],
        ["/./invocations", /has a dot segment/],
        ["/%2e%2E/other", /has a dot segment/],
        ["/.%2e/other", /has a dot segment/],
        ["/%252e%252e/other", /has a dot segment/],
        ["/a/%2e%2e%2fother", /has a dot segment/],
        ["/a/..%5cother", /has a dot segment/],
        ["/a\\..\\other", /has a dot segment/],
        ["/a/..;x=1/other", /has a dot segment/],
        ["/a/.\t./other", /has a dot segment/],
        ["/a/.%09./other", /has a dot segment/],
        ["/a/\uFF0E\uFF0E/other", /has a dot segment/],
        ["/a/%c0%ae%c0%ae/other", /has a dot segment/],
        ["/a/{x/../y}", /has a dot segment/],
        ["/..", /has a dot segment/],
        ["/a//b", /has an empty segment/],
        ["/a/%2fb", /has an empty segment/],
        ["/a/\\b", /has an empty segment/],
        ["//evil.example/invocations", /begins with two slashes/],
        ["/\\evil.example/invocations", /begins with two slashes/],
        ["\\\\evil.example", /begins with two slashes/],
        ["/%2fevil.example", /begins with two slashes/],
        ["https://evil.example/invocations", /is an absolute URL/],
        ["https:evil.example", /is an absolute URL/],
        ["ht\ntps://evil.example", /is an absolute URL/],
        ["javascript:alert(1)", /is an absolute URL/],
        ["/a/{x}{y}", /nothing but placeholders and dots/],
        ["/a/.{x}", /nothing but placeholders and dots/],
        ["/a/{x}.", /nothing but placeholders and dots/],
        ["/a/.*", /nothing but placeholders and dots/],
        ["/a/%2{x}", /placeholder within an escape/],
    ] as const) {
        it(`are refused where a call could leave the endpoint: ${JSON.stringify(path)}`, () => {
            for (const make of [sanitize, (document: unknown) => publication(document, { name: "churn" })]) {
                assert.throws(
                    () => make(documentWith({ paths: { "/invocations": operation, [path]: operation } })),
                    (error: Error) => {
                        assert.ok(error instanceof UnimportableError, String(error));
                        assert.equal(error.pointer, `#/paths/${path.replaceAll("~", "~0").replaceAll("/", "~1")}`);
                        assert.match(error.reason, says);
                        // Whatever a path holds, the message stays what it is.
                        assert.equal(error.message.split("\n").length, 2);
                        return true;
                    },
                );
            }
        });
    }

    for (const path of [
        "/invocations",
        "/served-models/churn-3/invocations",
        "/",
        "/trailing/",
        "/a/{x}",
        "/a/{x}.json",
        "/v1.2/...x/..y/z..",
        "/a:b/@c",
        "/a?x=../..",
        "/100%",
        "/%41",
    ]) {
        it(`are published where no call can leave the endpoint: ${path}`, () => {
            sanitize(documentWith({ paths: { [path]: operation } }));
        });
    }

    it("stay below the endpoint's URL however a URL parser reads them", () => {
        const parts = [
            "/",
            "..",
            ".",
            "%2e",
            "%2E",
            "\\",
            "%2f",
            "%5C",
            "%25",
            "2e",
            "a",
            ";",
            "\t",
            ":",
            "?",
            "#",
            "@",
        ];
        const base = "https://workspace.example/serving-endpoints/churn";
        const path = fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 12 }).map((all) => all.join(""));
        fc.assert(
            fc.property(path, (text) => {
                try {
                    sanitize(documentWith({ paths: { [text]: operation } }));
                } catch (error) {
                    assert.ok(error instanceof UnimportableError, String(error));
                    return;
                }
                const template = text.startsWith("/") ? text : `/${text}`;
                for (const url of [base + template, base + decodedOften(template)]) {
                    assert.match(new URL(url).href, /^https:\/\/workspace\.example\/serving-endpoints\/churn\//, url);
                }
            }),
            propertyRuns(2000),
        );
    });

    it("propose no dot segment for a parameter", () => {
        const at = (parameter: object, more: object = {}) =>
            documentWith({
                paths: { "/a/{x}": { ...operation, parameters: [{ name: "x", in: "path", ...parameter }] } },
                ...more,
            });
        const schemas = { Place: { enum: ["here", "%2e%2e"] } };
        for (const document of [
            at({ schema: { enum: ["a", ".."] } }),
            at({ schema: { const: ".." } }),
            at({ schema: { default: "../b" } }),
            at({ example: ".." }),
            at({ examples: { up: { value: ".." } } }),
            at({ schema: { $ref: "#/components/schemas/Place" } }, { components: { schemas } }),
        ]) {
            const { pointer, reason } = refusal(document);
            assert.equal(pointer, "#/paths/~1a~1{x}/parameters/0");
            assert.match(reason, /path parameter "x" may be ".*", a dot segment/);
        }
        sanitize(at({ schema: { enum: ["a", "b.c"] }, example: "a" }));
    });
});

/** As a proxy and the server behind it might, one after the other. */
function decodedOften(text: string): string {
    let result = text;
    for (let times = 0; times < 3; times++) {
        result = result.replace(/%(25|2e|2f|5c)/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
    }
    return result;
}

describe("a document's servers", () => {
    const servers = (url: string) => ({ servers: [{ url: "https://contoso.example/a" }, { url }] });
    const places = [
        ["#", (url: string) => documentWith(servers(url))],
        ["#/paths/~1x", (url: string) => documentWith({ paths: { "/x": { ...operation, ...servers(url) } } })],
        [
            "#/paths/~1x/post",
            (url: string) => documentWith({ paths: { "/x": { post: { ...operation.post, ...servers(url) } } } }),
        ],
        [
            "#/components/pathItems/X",
            (url: string) =>
                documentWith({
                    paths: { "/x": { $ref: "#/components/pathItems/X" } },
                    components: { pathItems: { X: { ...operation, ...servers(url) } } },
                }),
        ],
    ] as const;
    for (const [url, says] of [
        ["https://{workspace}.example", /has variables/],
        ["/{version}", /has variables/],
        ["//evil.example", /relative to a protocol/],
        ["\\\\evil.example", /relative to a protocol/],
        ["https:evil.example", /no URL of a host/],
        ["https://", /names no host/],
        ["javascript:alert(1)", /no URL of a host/],
        ["https://workspace@evil.example", /user name/],
        ["https://contoso.example/a/../b", /dot segment/],
        ["https://contoso.example/%2e%2e", /dot segment/],
        ["https://contoso.example/a//b", /empty segment/],
        ["../b", /dot segment/],
    ] as const) {
        it(`are refused at every level: ${url}`, () => {
            for (const [pointer, make] of places) {
                const error = refusal(make(url));
                assert.equal(error.pointer, `${pointer}/servers/1/url`);
                assert.match(error.reason, says);
            }
        });
    }

    it("may be absolute or relative, with a path", () => {
        for (const url of ["https://contoso.example", "http://a.example:8080/b/", "/", "/models", "models"]) {
            for (const [, make] of places) sanitize(make(url));
        }
    });
});
