import assert from "node:assert/strict";
import { DOMParser } from "@xmldom/xmldom";
import fc from "fast-check";
import { choose, retry, when } from "../../../components/policies/controlPolicies";
import { returnError } from "../../../components/policies/errors";
import { authenticationManagedIdentity } from "../../../components/policies/credentialPolicies";
import { validateAzureAdToken } from "../../../components/policies/entraPolicies";
import { deleteHeader, deleteQueryParameter, setHeader } from "../../../components/policies/headerPolicies";
import { policyDocument } from "../../../components/policies/policyDocument";
import type { PolicyElement } from "../../../components/policies/policyElement";
import { expression, NamedValue, PolicyError, Variable } from "../../../components/policies/policyText";
import { forwardRequest } from "../../../components/policies/requestPolicies";
import { isExpression } from "../../../emulator/gateway/expression";

const inbound = (...elements: PolicyElement[]) => policyDocument({ inbound: elements }, "Developer");
const call = forwardRequest({ timeout: 300, keepBody: true, streams: false });
const always = expression`context.Response.StatusCode == 401`;

/** Elements and texts of a document, as a reader of XML sees them. */
function read(xml: string): { names: string[]; texts: string[] } {
    const document = new DOMParser().parseFromString(xml, "text/xml");
    const elements = [...document.getElementsByTagName("*")];
    const texts = elements.flatMap((element) => [
        ...[...element.attributes].map(({ value }) => value),
        ...[...element.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ nodeValue }) => nodeValue ?? ""),
    ]);
    return { names: elements.map(({ nodeName }) => nodeName), texts };
}

describe("policy documents", () => {
    it("begin each section with the policies of the wider scopes, and call the backend once", () => {
        const document = policyDocument({ backend: [call] }, "Developer");
        assert.equal(document.match(/<base \/>/g)?.length, 3);
        assert.doesNotMatch(document, /<backend>\s*<base/);
        assert.equal(policyDocument({}, "Developer").match(/<base \/>/g)?.length, 4);
    });

    it("call the backend in each of the branches of a condition", () => {
        const document = policyDocument({ backend: [choose(always, [call], [call])] }, "Developer");
        assert.equal(document.match(/<forward-request /g)?.length, 2);
    });

    const misplaced: { what: string; build: () => string; says: RegExp }[] = [
        {
            what: "an identity in outbound",
            build: () => policyDocument({ outbound: [authenticationManagedIdentity(undefined)] }, "Developer"),
            says: /authentication-managed-identity stands in outbound, and may stand in inbound/,
        },
        {
            what: "a validation inside of a condition in on-error",
            build: () => {
                const callers = { tenantId: "t", audiences: ["a"], clientApplications: [], claims: {} };
                return policyDocument({ "on-error": [when(always, [validateAzureAdToken(callers)])] }, "Developer");
            },
            says: /validate-azure-ad-token stands in on-error, and may stand in inbound/,
        },
        {
            what: "a call of the backend in inbound",
            build: () => inbound(retry(always, { count: 1, interval: 0 }, [call])),
            says: /forward-request stands in inbound, and may stand in backend/,
        },
        {
            what: "two calls of the backend",
            build: () => policyDocument({ backend: [call, when(always, [call])] }, "Developer"),
            says: /forward-request may stand once in backend/,
        },
        {
            what: "a query parameter in outbound",
            build: () => policyDocument({ outbound: [deleteQueryParameter("key")] }, "Developer"),
            says: /set-query-parameter stands in outbound/,
        },
    ];
    for (const { what, build, says } of misplaced) {
        it(`refuse ${what}, with the policy and the sections it may stand in`, () => {
            assert.throws(build, (error) => error instanceof PolicyError && says.test(error.message));
        });
    }

    const literal = [
        'a"b',
        "a'b",
        "a<b>c",
        "a&b",
        "&amp;",
        "]]>",
        "<!-- -->",
        "{x}",
        "a@b.c",
        "a } b",
        "é ü 𝒳",
        "@",
        "{",
    ];
    for (const text of literal) {
        it(`carry ${JSON.stringify(text)} as it is`, () => {
            const { names, texts } = read(inbound(setHeader("X-Test", text), deleteHeader(`X-${text}`)));
            assert.ok(texts.includes(text) && texts.includes(`X-${text}`));
            assert.deepEqual(
                names.filter((name) => name.startsWith("set-")),
                ["set-header", "set-header"],
            );
        });
    }

    const refused = [
        "@(1)",
        "@{return 1;}",
        "a @(b) c",
        "{{secret}}",
        "}}",
        "{{",
        "a\nb",
        "a\tb",
        "a\u0000b",
        "a\u001bb",
        "a\ud800b",
        "a\uffffb",
        "\u0085",
    ];
    for (const text of refused) {
        it(`refuse ${JSON.stringify(text)} as data, with the place and without the text`, () => {
            for (const build of [() => inbound(setHeader("X-Test", text)), () => inbound(deleteHeader(text))]) {
                assert.throws(build, (error: Error) => {
                    assert.ok(error instanceof PolicyError);
                    assert.match(
                        error.message,
                        /the text of the (element value|attribute name of set-header) contains/,
                    );
                    assert.ok(!error.message.includes(text) || /^(\}\}|\{\{)$/.test(text));
                    return true;
                });
            }
        });
    }

    it("refuse data that would make code of a named value beside it", () => {
        const value = new NamedValue("pat");
        for (const text of [
            ["@", value],
            ["{", value],
            [value, "}"],
            ["@{", value],
        ] as const) {
            assert.throws(() => inbound(setHeader("X-Test", text)), PolicyError);
        }
        assert.match(inbound(setHeader("X-Test", ["Bearer ", value])), /<value>Bearer \{\{pat\}\}<\/value>/);
    });

    it("let no name into an expression that is more than a name", () => {
        assert.throws(() => new NamedValue('a"b'), PolicyError);
        assert.throws(() => new NamedValue("a}}b"), PolicyError);
        assert.throws(() => new Variable('a") + ("'), PolicyError);
    });

    it("hold any data literally or not at all, and never as other policy", () => {
        const pieces = fc.constantFrom(
            "@",
            "(",
            ")",
            "{",
            "}",
            "{{",
            "}}",
            '"',
            "'",
            "<",
            ">",
            "&",
            ";",
            "]]>",
            "\n",
            "\u0000",
            "a",
            " ",
            "x:",
        );
        const data = fc.oneof(
            fc.string({ unit: "binary", maxLength: 20 }),
            fc.array(pieces, { maxLength: 8 }).map((p) => p.join("")),
        );
        fc.assert(
            fc.property(data, (text) => {
                let document: string;
                try {
                    document = inbound(setHeader("X-Test", text), deleteHeader(text));
                } catch (error) {
                    return error instanceof PolicyError;
                }
                const { names, texts } = read(document);
                const policies = names.filter((name) => name.startsWith("set-")).length;
                const codes = texts.filter((found) => isExpression(found) || /\{\{|\}\}/.test(found));
                return (
                    policies === 2 &&
                    codes.length === 0 &&
                    (text.trim() === "" || texts.filter((t) => t === text).length === 2)
                );
            }),
            { numRuns: 500 },
        );
    });

    it("answer callers in the shape of API Management's own errors", () => {
        const { texts } = read(inbound(returnError(502, "Bad Gateway", "It says no.")));
        const body = texts.find((text) => text.startsWith("{"))!;
        const error_code = "TEMPORARILY_UNAVAILABLE";
        assert.deepEqual(JSON.parse(body), { statusCode: 502, message: "It says no.", error_code });
        assert.ok(body.startsWith('{ "statusCode": 502, "message": '));
        assert.throws(() => returnError(502, "Bad Gateway", 'It says "no".'), /cannot stand in an expression/);
    });
});
