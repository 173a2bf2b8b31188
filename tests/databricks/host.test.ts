import assert from "node:assert/strict";
import { resolveHost } from "../../databricks/host";
import { WorkspaceError } from "../../databricks/workspaceError";

function refusal(host: string | undefined, env: NodeJS.ProcessEnv = {}): string {
    try {
        resolveHost({ host }, env);
    } catch (error) {
        assert.ok(error instanceof WorkspaceError);
        return error.message;
    }
    return assert.fail(`${host} was accepted`);
}

describe("resolveHost", () => {
    it("prefers the stack's setting to DATABRICKS_HOST", () => {
        const env = { DATABRICKS_HOST: "https://adb-3.4.azuredatabricks.net" };
        assert.equal(
            resolveHost({ host: "https://adb-1.2.azuredatabricks.net" }, env),
            "https://adb-1.2.azuredatabricks.net",
        );
        assert.equal(resolveHost({}, env), "https://adb-3.4.azuredatabricks.net");
    });

    it("accepts what Databricks' tools accept: a slash at the end, and no scheme", () => {
        assert.equal(
            resolveHost({ host: "https://ADB-1.2.azuredatabricks.net/" }, {}),
            "https://adb-1.2.azuredatabricks.net",
        );
        assert.equal(
            resolveHost({}, { DATABRICKS_HOST: "adb-1.2.azuredatabricks.net" }),
            "https://adb-1.2.azuredatabricks.net",
        );
    });

    for (const host of ["http://127.0.0.1:8080", "http://127.1.2.3", "http://localhost:1", "http://[::1]:5"]) {
        it(`accepts plain http on loopback: ${host}`, () => assert.equal(resolveHost({ host }, {}), host));
    }

    const hosts = [
        "http://adb-1.2.azuredatabricks.net",
        "http://localhost.a.net",
        "http://127.0.0.1.a.net",
        "http://0.0.0.0",
    ];
    for (const host of [...hosts, "ftp://a.net", "http://10.0.0.1"]) {
        it(`refuses what is not https outside loopback: ${host}`, () => {
            assert.match(refusal(host), /^serving-gateway:workspace\.host is ".*", which is not https\nUse https:/);
        });
    }

    it("refuses a pasted page address and names the origin to use", () => {
        const text = refusal("https://adb-1.2.azuredatabricks.net/ml/endpoints/churn?o=12");
        assert.match(text, /more than an origin: "\/ml\/endpoints\/churn/);
        assert.match(text, /Use https:\/\/adb-1\.2\.azuredatabricks\.net$/);
        assert.match(refusal("https://adb-1.2.azuredatabricks.net?o=12"), /more than an origin/);
    });

    const shared = [
        ["contoso.azuredatabricks.net", "contoso.azuredatabricks.net"],
        ["https://contoso.databricks.com/?o=6280049833385130", "contoso.databricks.com"],
        ["https://westeurope.azuredatabricks.net/?o=6280049833385130#ml", "westeurope.azuredatabricks.net"],
        ["https://accounts.azuredatabricks.net", "accounts.azuredatabricks.net"],
        ["https://accounts.cloud.databricks.com", "accounts.cloud.databricks.com"],
        ["https://databricks.contoso.example/?o=42", "databricks.contoso.example"],
    ] as const;
    for (const [host, shown] of shared) {
        it(`asks for the workspace's own URL in place of one that several share: ${host}`, () => {
            const [failure, fix, ...more] = refusal(host).split("\n");
            const picks = host.includes("?o=") ? `, of which ${/\?o=\d+/.exec(host)![0]} picks one` : "";
            assert.equal(
                failure,
                `serving-gateway:workspace.host is "${shown}", a URL that several workspaces share${picks}`,
            );
            assert.match(
                fix!,
                /^Use the workspace's own URL, e\.g\. https:\/\/adb-\d+\.7\.azuredatabricks\.net\. The Azure portal/,
            );
            assert.deepEqual(more, []);
        });
    }

    it("takes each cloud's own URL of a workspace, whatever stands in the address of its page", () => {
        for (const host of ["https://dbc-1a2b.cloud.databricks.com", "https://123.4.gcp.databricks.com"]) {
            assert.equal(resolveHost({ host }, {}), host);
            assert.match(refusal(`${host}/?o=12`), /more than an origin/);
        }
    });

    it("never repeats a password", () => {
        const text = refusal("https://token:dapi0123456789abcdef@a.azuredatabricks.net");
        assert.match(text, /contains a user name or a password/);
        assert.doesNotMatch(text, /dapi/);
        assert.doesNotMatch(refusal("https://x:dapi0123456789abcdef@a b"), /dapi/);
    });

    it("names the place that is wrong: the key or the variable", () => {
        assert.match(refusal("https://"), /^serving-gateway:workspace\.host is not a URL/);
        assert.match(refusal(undefined, { DATABRICKS_HOST: "https://" }), /^DATABRICKS_HOST is not a URL/);
        assert.match(refusal(""), /^serving-gateway:workspace\.host is empty/);
        assert.match(refusal(undefined), /Set serving-gateway:workspace\.host, or DATABRICKS_HOST/);
    });
});
