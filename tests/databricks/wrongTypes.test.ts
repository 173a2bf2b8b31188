import assert from "node:assert/strict";
import type { AccessToken as EntraToken, TokenCredential } from "@azure/identity";
import { connect } from "../../databricks/client";
import { type Credential, resolveCredential } from "../../databricks/credentials";
import { findServicePrincipal } from "../../databricks/servicePrincipals";
import { getServingEndpoint } from "../../databricks/sources/servingEndpoints";
import { listTokens } from "../../databricks/tokens";
import { WorkspaceError } from "../../databricks/workspaceError";
import { type Loopback, serve } from "./loopback";
import { assertClear, body, changed, pointersIn, wrongValues } from "./wrongValues";

const secret = "dose0123456789abcdef0123456789abcdef";
const credential: Credential = resolveCredential({ token: "dapi-marker" }, {}, "https://adb-1.2.azuredatabricks.net");

describe("what a workspace answers of the wrong type", () => {
    let server: Loopback;
    let answer: { status: number; body: string };

    before(async () => {
        server = await serve((response) => {
            response.writeHead(answer.status, { "content-type": "application/json" }).end(answer.body);
        });
    });
    after(() => server.close());

    /** Every member of an answer in every wrong way, and what came of it: a value, or the message of a refusal. */
    async function each<Value>(
        { status, right }: { status: number; right: unknown },
        read: () => Promise<Value>,
        check: (what: string, outcome: { value?: Value; message?: string }) => void,
    ) {
        for (const pointer of pointersIn(right)) {
            for (const [what, wrong] of Object.entries(wrongValues)) {
                answer = { status, body: body(changed(right, pointer, wrong)) };
                const place = `${pointer || "the answer"} is ${what}`;
                let outcome: { value?: Value; message?: string };
                try {
                    outcome = { value: await read() };
                } catch (error) {
                    assert.ok(error instanceof WorkspaceError, `${place}: ${(error as Error).stack}`);
                    assertClear(error.message);
                    assert.doesNotMatch(error.message, /marker|dose0123/);
                    outcome = { message: error.message };
                }
                check(place, outcome);
            }
        }
    }

    it("is no OAuth token, unless there is a text for one", async () => {
        const right = { access_token: "eyJ-right", token_type: "Bearer", expires_in: 3600, scope: "all-apis" };
        await each(
            { status: 200, right },
            () => resolveCredential({ clientId: "5f0c", clientSecret: secret }, {}, server.url).authorization(),
            (what, { value, message }) => {
                const hasText = !/^(\/access_token|the answer) is (?!a text)/.test(what) && !/^the answer/.test(what);
                if (message !== undefined)
                    assert.match(message, /with something that is not an OAuth token\nCheck that serving-g/);
                assert.equal(value, hasText ? `Bearer ${/access_token/.test(what) ? "odd" : "eyJ-right"}` : undefined);
            },
        );
    });

    it("is kept as an OAuth token for as long as it says in seconds, and else used once", async () => {
        for (const [what, seconds] of Object.entries({ ...wrongValues, "a time that is over": -1 })) {
            answer = { status: 200, body: body({ access_token: "eyJ-right", expires_in: seconds }) };
            const oauth = resolveCredential({ clientId: "5f0c", clientSecret: secret }, {}, server.url);
            const before = server.seen.length;
            await oauth.authorization();
            await oauth.authorization();
            assert.equal(server.seen.length - before, what === "a fraction" ? 1 : 2, what);
        }
    });

    it("is no Microsoft Entra token either", async () => {
        const right = { token: "eyJ-right", expiresOnTimestamp: 4_102_444_800_000 };
        for (const pointer of pointersIn(right)) {
            for (const [what, wrong] of Object.entries(wrongValues)) {
                const token = changed(right, pointer, wrong) as EntraToken;
                const tokenCredential: TokenCredential = { getToken: async () => token };
                const asked = resolveCredential({ auth: "azure" }, {}, "https://adb-1.2.azuredatabricks.net", {
                    tokenCredential,
                }).authorization();
                const value = await asked.catch((error: Error) => {
                    assert.ok(error instanceof WorkspaceError, `${pointer} is ${what}: ${error.stack}`);
                    assertClear(error.message);
                    assert.match(error.message, /^Microsoft Entra issued no token for Azure Databricks to /);
                    return "";
                });
                assert.match(value, /^$|^Bearer (eyJ-right|odd)$/, `${pointer} is ${what}`);
            }
        }
    });

    it("is no list of tokens: none is taken for absent that is there", async () => {
        const right = { token_infos: [{ token_id: "t-1", comment: "gateway", creation_time: 1, expiry_time: -1 }] };
        await each(
            { status: 200, right },
            () => listTokens(connect(server.url, credential)),
            (what, { value, message }) => {
                if (message !== undefined) {
                    assert.match(message, /^the workspace answered GET \/api\/2\.0\/token\/list with something that /);
                }
                // A workspace without tokens answers with an empty object, and a token may have no comment.
                const isLess = /^\/token_infos is (absent|null)$|comment is (absent|null)$|^the answer is an object$/;
                if (isLess.test(what)) assert.deepEqual(value, []);
                else if (value !== undefined) assert.equal(value.length, 1, what);
            },
        );
    });

    it("is no service principal", async () => {
        const right = { totalResults: 1, Resources: [{ id: "77", applicationId: "5f0c", displayName: "gateway" }] };
        await each(
            { status: 200, right },
            () => findServicePrincipal(connect(server.url, credential), "5f0c"),
            (what, { value, message }) => {
                if (message !== undefined) {
                    assert.match(
                        message,
                        /^service principal 5f0c: the workspace answered GET .* with something that /,
                    );
                }
                if (/^\/Resources is (absent|null)$|^the answer is an object$/.test(what))
                    assert.equal(value, undefined);
                else if (message === undefined) assert.equal(typeof value?.id, "string", what);
            },
        );
    });

    for (const [form, right] of Object.entries({
        "Databricks'": { error_code: "PERMISSION_DENIED", message: "Not yours.", details: [{ reason: "r" }] },
        "API 1.2's": { error: "Not yours." },
        "OAuth's": { error: "invalid_client", error_description: "Not yours.", error_id: "1" },
        "SCIM's": { detail: "Not yours.", status: "403", scimType: "invalidFilter", schemas: ["urn"] },
    })) {
        for (const status of [400, 401, 403, 404, 429, 500, 503]) {
            it(`is an error all the same, in ${form} form with ${status}`, async () => {
                const client = connect(server.url, credential, { sleep: async () => undefined });
                await each(
                    { status, right },
                    () => getServingEndpoint(client, "churn"),
                    (what, { message }) => {
                        assert.match(
                            message!,
                            new RegExp(`^endpoint "churn": the workspace answered ${status} .*to GET /api/`),
                            what,
                        );
                    },
                );
            });
        }
    }
});
