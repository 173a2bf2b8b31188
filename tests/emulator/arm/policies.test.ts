import assert from "node:assert/strict";
import { startTestArm, type TestArm } from "./testArm";

const inbound = (content: string) => `<policies>\n<inbound>\n<base />\n${content}\n</inbound>\n</policies>`;
const header = (value: string) => `<set-header name="X" exists-action="override"><value>${value}</value></set-header>`;

describe("policies in the emulator", () => {
    let arm: TestArm;
    let policy: string;
    beforeEach(async () => {
        arm = await startTestArm();
        await arm.call("PUT", `${arm.service}/apis/churn`, { properties: { path: "churn" } });
        policy = `${arm.service}/apis/churn/policies/policy`;
    });
    afterEach(() => arm.close());

    const put = (value: string, format?: string) => arm.call("PUT", policy, { properties: { value, format } });

    it("returns the document indented by the service, with CRLF, as format xml", async () => {
        assert.equal((await put(inbound(header("1")))).status, 201);
        const { body, headers } = await arm.call("GET", policy);
        assert.equal(body.type, "Microsoft.ApiManagement/service/apis/policies");
        assert.equal(body.properties.format, "xml");
        assert.match(body.properties.value, /^<policies>\r\n {2}<inbound>\r\n {4}<base \/>\r\n/);
        assert.ok(headers.etag);
    });

    it("returns the document in the form that is asked for", async () => {
        await put(inbound(header("1 &lt; 2")), "rawxml");
        const { body } = await arm.call("GET", `${policy}?api-version=2024-05-01&format=rawxml`);
        assert.equal(body.properties.format, "rawxml");
        assert.match(body.properties.value, /<value>1 &lt; 2<\/value>/);
    });

    it("says 501 to what the gateway does not run", async () => {
        for (const [content, format] of [
            [header("@(Environment.MachineName)"), "rawxml"],
            ["<xsl-transform />", "xml"],
        ] as const) {
            const { status, body } = await put(inbound(content), format);
            assert.deepEqual([status, body.error.code], [501, "NotImplemented"]);
        }
    });

    it("refuses a named value that does not exist, and a backend", async () => {
        const secret = await put(inbound(header("{{no-such}}")));
        assert.equal(secret.status, 400);
        assert.equal(secret.body.error.code, "ValidationError");
        const [{ message }] = secret.body.error.details;
        assert.match(message, /^Error in element '[a-z-]+' on line \d+, column \d+: Cannot find a property 'no-such'$/);

        const backend = await put(inbound('<set-backend-service backend-id="none" />'));
        assert.match(backend.body.error.details[0].message, /Backend with id 'none' could not be found\.$/);
        assert.equal((await arm.call("GET", policy)).status, 404);
    });

    it("refuses every other name than policy", async () => {
        const { status, body } = await arm.call("PUT", `${arm.service}/apis/churn/policies/credential`, {
            properties: { value: inbound("") },
        });
        assert.equal(status, 400);
        assert.equal(body.error.details[0].message, "Name should only be 'policy' for policies entity.");
    });

    it("says 501 to policies behind a link", async () => {
        assert.equal((await put("https://example.com/policy.xml", "xml-link")).status, 501);
    });

    it("resets the global policy on deletion, and knows the birth text when it is put back", async () => {
        const global = `${arm.service}/policies/policy`;
        const { value } = (await arm.call("GET", global)).body.properties;
        const other = "<policies><inbound /><backend><forward-request /></backend><outbound /></policies>";
        await arm.call("PUT", global, { properties: { value: other } });
        assert.notEqual((await arm.call("GET", global)).body.properties.value, value);
        await arm.call("PUT", global, { properties: { value } });
        assert.equal((await arm.call("GET", global)).body.properties.value, value);
        await arm.call("PUT", global, { properties: { value: other } });
        await arm.call("DELETE", global);
        assert.equal((await arm.call("GET", global)).body.properties.value, value);
    });

    it("keeps policies of products and operations too", async () => {
        await arm.call("PUT", `${arm.service}/products/p`, { properties: { displayName: "P" } });
        const operation = { displayName: "x", method: "GET", urlTemplate: "/x" };
        await arm.call("PUT", `${arm.service}/apis/churn/operations/x`, { properties: operation });
        for (const parent of ["products/p", "apis/churn/operations/x"]) {
            const path = `${arm.service}/${parent}/policies/policy`;
            assert.equal((await arm.call("PUT", path, { properties: { value: inbound("") } })).status, 201);
            assert.equal((await arm.call("GET", path.replace("/policy", ""))).status, 200);
        }
    });

    it("does not delete a named value or a backend that a policy uses", async () => {
        const value = `${arm.service}/namedValues/pat`;
        await arm.call("PUT", value, { properties: { displayName: "databricks-pat", value: "x", secret: true } });
        await arm.call("PUT", `${arm.service}/backends/b`, {
            properties: { url: "https://b.example.com", protocol: "http" },
        });
        const uses = header("{{databricks-pat}}") + '<set-backend-service backend-id="b" />';
        assert.equal((await put(inbound(uses))).status, 201);
        for (const path of [value, `${arm.service}/backends/b`]) {
            const { status, body } = await arm.call("DELETE", path);
            assert.equal(status, 400);
            assert.match(
                body.error.message,
                /is used by the following entities:\r\n\/apis\/churn\/policies\/policy\r\n$/,
            );
        }
        await arm.call("DELETE", policy);
        assert.equal((await arm.call("DELETE", value)).status, 200);
    });
});
