import assert from "node:assert/strict";
import { startTestArm, type TestArm } from "./testArm";

const header = (value: string) => `<set-header name="X" exists-action="override"><value>${value}</value></set-header>`;
const including = (id: string, section = "inbound") =>
    `<policies><${section}><base /><include-fragment fragment-id="${id}" /></${section}></policies>`;

describe("policy fragments in the emulator", () => {
    let arm: TestArm;
    beforeEach(async () => {
        arm = await startTestArm();
        await arm.call("PUT", `${arm.service}/apis/churn`, { properties: { path: "churn" } });
    });
    afterEach(() => arm.close());

    const fragment = () => `${arm.service}/policyFragments/headers`;
    const policy = () => `${arm.service}/apis/churn/policies/policy`;
    const put = (value: string, more: object = {}) =>
        arm.call("PUT", fragment(), { properties: { value, format: "xml", ...more } });
    const putPolicy = (value: string) => arm.call("PUT", policy(), { properties: { value, format: "xml" } });
    const refusal = async (value: string) => (await put(value)).body.error.details[0];

    it("are shown as they are kept, in the form that is asked for", async () => {
        const written = await put(`<fragment>${header('@("a" + "b")')}</fragment>`, {
            format: "rawxml",
            description: "Names the gateway.",
        });
        assert.equal(written.status, 201);
        assert.match(written.headers["azure-asyncoperation"] ?? "", /operationResults/);
        const { body, headers } = await arm.call("GET", fragment());
        assert.equal(body.type, "Microsoft.ApiManagement/service/policyFragments");
        assert.equal(body.properties.format, "xml");
        assert.equal(body.properties.description, "Names the gateway.");
        assert.match(body.properties.value, /^<fragment>\r\n {2}<set-header .*\r\n {4}<value>@\(&quot;a&quot;|@\("a"/);
        assert.ok(headers.etag);
        const raw = await arm.call("GET", `${fragment()}?api-version=2024-05-01&format=rawxml`);
        assert.match(raw.body.properties.value, /<value>@\("a" \+ "b"\)<\/value>/);
        const { body: all } = await arm.call("GET", `${arm.service}/policyFragments`);
        assert.deepEqual(
            all.value.map(({ name }: { name: string }) => name),
            ["headers"],
        );
    });

    it("are refused where a policy cannot hold what is in them", async () => {
        for (const [value, target, message] of [
            ["<fragment>", "representation", /not well-formed/],
            ["<policies />", "policies", /root element has to be 'fragment'/],
            ["<fragment><inbound /></fragment>", "inbound", /'fragment' has invalid child element 'inbound'/],
            ["<fragment><base /></fragment>", "base", /invalid child element 'base'/],
            ['<fragment><include-fragment fragment-id="a" /></fragment>', "include-fragment", /cannot include another/],
            ["<fragment><no-such /></fragment>", "no-such", /invalid child element 'no-such'/],
            [`<fragment>${header("{{none}}")}</fragment>`, "set-header|value", /Cannot find a property 'none'/],
            [`<fragment>${header("x".repeat(32 * 1024))}</fragment>`, "representation", /limit of 32 KiB/],
        ] as const) {
            const problem = await refusal(value);
            assert.match(problem.target, new RegExp(`^(${target})$`), value.slice(0, 60));
            assert.match(problem.message, message);
        }
    });

    it("have to be there before a policy includes them", async () => {
        const { status, body } = await putPolicy(including("headers"));
        assert.equal(status, 400);
        assert.equal(body.error.message, "One or more fields contain incorrect values:");
        const [{ target, message }] = body.error.details;
        assert.equal(target, "include-fragment");
        assert.match(
            message,
            /^Error in element 'include-fragment' on line 1, column \d+: Policy fragment with id 'headers' could not be found\.$/,
        );
        await put(`<fragment>${header("1")}</fragment>`);
        assert.equal((await putPolicy(including("headers"))).status, 201);
    });

    it("cannot be deleted while a policy includes them", async () => {
        await put(`<fragment>${header("1")}</fragment>`);
        await putPolicy(including("headers"));
        const { status, body } = await arm.call("DELETE", fragment());
        assert.equal(status, 400);
        assert.equal(
            body.error.message,
            "The Policy Fragment 'headers' is used by the following entities:\r\n/apis/churn/policies/policy\r\n",
        );
        const { body: references } = await arm.call("POST", `${fragment()}/listReferences`);
        assert.deepEqual(
            references.value.map(({ id }: { id: string }) => id.slice(arm.service.length)),
            ["/apis/churn/policies/policy"],
        );
        await arm.call("DELETE", policy());
        assert.equal((await arm.call("DELETE", fragment())).status, 200);
        assert.equal((await arm.call("GET", fragment())).status, 404);
    });

    it("count as what they hold: for the section, and for what may stand once", async () => {
        await put("<fragment><forward-request /></fragment>");
        assert.match(
            (await putPolicy(including("headers"))).body.error.details[0].message,
            /Policy is not allowed in the specified section/,
        );
        await put('<fragment><rate-limit calls="1" renewal-period="1" /></fragment>');
        const twice = including("headers").replace("<base />", '<rate-limit calls="2" renewal-period="1" />');
        assert.match((await putPolicy(twice)).body.error.details[0].message, /'rate-limit' can be used only once/);
    });

    it("may be for one scope only", async () => {
        assert.equal((await put('<fragment><quota calls="1" renewal-period="300" /></fragment>')).status, 201);
        assert.match(
            (await putPolicy(including("headers"))).body.error.details[0].message,
            /Policy is not allowed in the specified scope/,
        );
    });

    it("keep what their policies need: a change, a named value, a backend", async () => {
        const named = `${arm.service}/namedValues/token`;
        await arm.call("PUT", named, { properties: { displayName: "token", value: "1" } });
        await put(`<fragment>${header("{{token}}")}</fragment>`);
        await putPolicy(including("headers"));
        const { body } = await arm.call("DELETE", named);
        assert.match(body.error.message, /used by the following entities:\r\n\/policyFragments\/headers\r\n$/);
        assert.match(
            (await refusal("<fragment><forward-request /></fragment>")).message,
            /not allowed in the specified section/,
        );
        assert.match((await arm.call("GET", fragment())).body.properties.value, /\{\{token\}\}/);
    });
});
