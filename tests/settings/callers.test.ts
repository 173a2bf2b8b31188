import assert from "node:assert/strict";
import { refusalOf, settingsWith } from "./configuration";

const tenantId = "0b3f8f5c-6f0e-4f7e-9d55-2f3c8f1d7a10";
const entra = { tenantId, audiences: ["api://models"] };
const entraWith = (changes: object) => ({ callers: { entra: { ...entra, ...changes } } });

describe("callers in the settings", () => {
    it("have a subscription key under Azure's names by default", () => {
        const names = { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" };
        assert.deepEqual(settingsWith({}).callers, { subscriptionKey: names });
        assert.deepEqual(settingsWith(entraWith({})).callers.subscriptionKey, names);
        const { subscriptionKey } = settingsWith({ callers: { subscriptionKey: { header: "X-Key" } } }).callers;
        assert.deepEqual(subscriptionKey, { header: "X-Key", query: "subscription-key" });
    });

    it("can send the key as a bearer token, where nothing else has the Authorization header", () => {
        const subscriptionKey = { header: "api-key", bearer: true };
        assert.deepEqual(settingsWith({ callers: { subscriptionKey } }).callers.subscriptionKey, {
            header: "api-key",
            query: "subscription-key",
            bearer: true,
        });
        const off = settingsWith({ callers: { subscriptionKey: { bearer: false } } }).callers.subscriptionKey!;
        assert.ok(!("bearer" in off));
        assert.match(
            refusalOf({ callers: { subscriptionKey, entra } }),
            /subscriptionKey\.bearer puts the key .* where callers\.entra expects a token\. Remove bearer, or callers\.entra/,
        );
        const endpoints = [{ name: "churn" }, { name: "fraud", credential: { passthrough: true } }];
        assert.match(
            refusalOf({ callers: { subscriptionKey }, endpoints }),
            /subscriptionKey\.bearer puts .* passthrough of "fraud" sends to the workspace\. Remove bearer, or take another/,
        );
    });

    it("can be those with a token only, of which roles are a claim", () => {
        const more = { clientApplications: [tenantId], roles: ["Query"], claims: { department: ["A", "B"] } };
        assert.deepEqual(settingsWith({ callers: { subscriptionKey: false, entra: { ...entra, ...more } } }).callers, {
            entra: { ...entra, clientApplications: [tenantId], claims: { roles: ["Query"], department: ["A", "B"] } },
        });
    });

    it("can be anybody only where the caller's own token goes through", () => {
        const open = { callers: { subscriptionKey: false } };
        assert.deepEqual(settingsWith({ ...open, credential: { passthrough: true } }).callers, {});
        const endpoints = [{ name: "churn" }, { name: "fraud", credential: { passthrough: true } }];
        assert.match(
            refusalOf({ ...open, endpoints }),
            /callers lets anybody call "churn" with the gateway's credential/,
        );
    });

    const hostile = [
        "@(context.Request.Body)",
        "a@{return 1;}",
        "{{databricks-pat}}",
        "a}}",
        "a\nb",
        "a\u0000b",
        "a\u001b[0m",
    ];
    for (const text of hostile) {
        const places: [string, Record<string, unknown>, RegExp][] = [
            ["an audience", entraWith({ audiences: [text] }), /callers\.entra\.audiences\[0\] must not contain/],
            ["a role", entraWith({ roles: ["a", text] }), /callers\.entra\.roles\[1\] must not contain/],
            [
                "a claim's value",
                entraWith({ claims: { a: [text] } }),
                /callers\.entra\.claims\.a\[0\] must not contain/,
            ],
            [
                "a claim's name",
                entraWith({ claims: { [text]: ["a"] } }),
                /callers\.entra\.claims has a name that must not/,
            ],
            ["an application", entraWith({ clientApplications: [text] }), /clientApplications\[0\] must be .*GUID/],
            ["the tenant", entraWith({ tenantId: text }), /tenantId must be .*GUID/],
            [
                "the header",
                { callers: { subscriptionKey: { header: text } } },
                /subscriptionKey\.header must be a header's/,
            ],
            ["the query", { callers: { subscriptionKey: { query: text } } }, /subscriptionKey\.query must be a query/],
        ];
        for (const [what, changes, says] of places) {
            it(`refuse ${JSON.stringify(text)} as ${what}, with the key and without the text`, () => {
                const message = refusalOf(changes);
                assert.match(message, says);
                assert.ok(!message.includes(text));
            });
        }
    }

    it("take quotation marks and angle brackets in what is data", () => {
        const literal = `a"b'c<d>&e; {f} @ g`;
        const { callers } = settingsWith(
            entraWith({ audiences: [literal], roles: [literal], claims: { [literal]: [literal] } }),
        );
        assert.deepEqual(callers.entra?.claims, { roles: [literal], [literal]: [literal] });
    });

    const refused: { what: string; callers: object; says: RegExp }[] = [
        { what: "no audience", callers: { entra: { tenantId } }, says: /audiences must be a list of audiences/ },
        {
            what: "an empty list of audiences",
            callers: { entra: { ...entra, audiences: [] } },
            says: /lists no audience/,
        },
        { what: "an empty list of roles", callers: { entra: { ...entra, roles: [] } }, says: /roles lists no role/ },
        {
            what: "a claim without values",
            callers: { entra: { ...entra, claims: { a: [] } } },
            says: /claims\.a lists no value/,
        },
        {
            what: "roles in two places",
            callers: { entra: { ...entra, roles: ["a"], claims: { roles: ["b"] } } },
            says: /claims has a name that is set by roles already/,
        },
        {
            what: "a key in Authorization",
            callers: { subscriptionKey: { header: "authorization" } },
            says: /a meaning of its own/,
        },
        { what: "a key that is on", callers: { subscriptionKey: true }, says: /subscriptionKey must be an object/ },
        {
            what: "a setting that is none",
            callers: { entra: { ...entra, scopes: [] } },
            says: /callers\.entra\.scopes is not a setting/,
        },
    ];
    for (const { what, callers, says } of refused) {
        it(`refuse ${what}`, () => assert.match(refusalOf({ callers }), says));
    }
});
