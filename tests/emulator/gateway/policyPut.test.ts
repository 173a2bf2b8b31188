import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startTestArm, type TestArm } from "../arm/testArm";
import { policies } from "./policyDocuments";

const fetched = readFileSync(join(__dirname, "oauthM2m.rawxml"), "utf8");

describe("policies with expressions, put to the control plane", () => {
    let arm: TestArm;
    let policy: string;
    beforeEach(async () => {
        arm = await startTestArm();
        policy = `${arm.service}/apis/churn/policies/policy`;
        await arm.call("PUT", `${arm.service}/apis/churn`, { properties: { path: "churn" } });
        const values = { workspace: "https://adb-1.example.com", "client-id": "5f0c", "client-secret": "dose" };
        for (const [displayName, value] of Object.entries(values)) {
            await arm.call("PUT", `${arm.service}/namedValues/${displayName}`, { properties: { displayName, value } });
        }
    });
    afterEach(() => arm.close());

    const put = (value: string, format: string) => arm.call("PUT", policy, { properties: { value, format } });

    it("are taken in rawxml, and come back the same however often they are put", async () => {
        assert.equal((await put(fetched, "rawxml")).status, 201);
        const raw = (await arm.call("GET", `${policy}?api-version=2024-05-01&format=rawxml`)).body.properties.value;
        assert.match(raw, /condition="@\(!context\.Variables\.ContainsKey\("databricks-token"\) && context/);
        assert.equal((await put(raw, "rawxml")).status, 200);
        assert.equal(
            (await arm.call("GET", `${policy}?api-version=2024-05-01&format=rawxml`)).body.properties.value,
            raw,
        );
        const xml = (await arm.call("GET", policy)).body.properties.value;
        assert.equal((await put(xml, "xml")).status, 200);
        assert.equal((await arm.call("GET", policy)).body.properties.value, xml);
    });

    it("are refused as xml when they are raw", async () => {
        const { status, body } = await put(fetched, "xml");
        assert.deepEqual([status, body.error.code], [400, "ValidationError"]);
    });

    it("are refused at the lines and columns that were sent", async () => {
        const known =
            '<set-header name="A"><value>@("Bearer " + (string)context.Variables["a<b>"])</value></set-header>';
        const { status, body } = await put(
            policies({ inbound: `${known}<set-body>@(Environment.NewLine)</set-body>` }),
            "rawxml",
        );
        assert.equal(status, 501);
        const column = "<policies><inbound>".length + known.length + 2;
        assert.equal(
            body.error.message,
            `Error in element 'set-body' on line 1, column ${column}: The emulator does not support System.Environment in the expression on line 1, column ${column + 9}, character 3.`,
        );
    });
});
