import assert from "node:assert/strict";
import { connect } from "../../databricks/client";
import { resolveCredential } from "../../databricks/credentials";
import { proxyFor } from "../../databricks/proxy";
import { getServingEndpoint } from "../../databricks/sources/servingEndpoints";
import { WorkspaceError } from "../../databricks/workspaceError";
import { type ConnectProxy, startConnectProxy } from "./connectProxy";
import { type Loopback, serve } from "./loopback";

const variables = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"].flatMap((name) => [name, name.toLowerCase()]);
const https = new URL("https://adb-1.2.azuredatabricks.net/api");
const proxy = "http://proxy.example:8080";

describe("the proxy for a call", () => {
    const shown = (env: NodeJS.ProcessEnv, url = https) => proxyFor(url, env)?.shown;

    it("is the one of the URL's scheme, in lower case before upper case, or the one for all", () => {
        assert.equal(shown({}), undefined);
        assert.equal(shown({ HTTPS_PROXY: proxy }), `HTTPS_PROXY (${proxy})`);
        assert.equal(shown({ https_proxy: proxy, HTTPS_PROXY: "http://b.example" }), `https_proxy (${proxy})`);
        assert.equal(shown({ all_proxy: proxy }), `all_proxy (${proxy})`);
        assert.equal(shown({ ALL_PROXY: "http://b.example", HTTPS_PROXY: proxy }), `HTTPS_PROXY (${proxy})`);
        assert.equal(shown({ HTTP_PROXY: proxy }), undefined);
        assert.equal(shown({ HTTP_PROXY: proxy }, new URL("http://a.example")), `HTTP_PROXY (${proxy})`);
        assert.equal(shown({ HTTPS_PROXY: "proxy.example:8080" }), `HTTPS_PROXY (${proxy})`);
        assert.equal(shown({ HTTPS_PROXY: "" }), undefined);
    });

    it("is none for this machine", () => {
        for (const host of ["localhost", "127.0.0.1", "127.8.8.8", "[::1]"]) {
            for (const scheme of ["http", "https"]) {
                const env = Object.fromEntries(variables.map((name) => [name, proxy]));
                assert.equal(
                    shown({ ...env, NO_PROXY: "", no_proxy: "" }, new URL(`${scheme}://${host}:1234`)),
                    undefined,
                );
            }
        }
    });

    it("is none for what is excluded", () => {
        const out = [
            "*",
            "adb-1.2.azuredatabricks.net",
            ".azuredatabricks.net",
            "*.azuredatabricks.net",
            "azuredatabricks.net",
        ];
        for (const entry of [...out, "a.example, .AzureDatabricks.net", "adb-1.2.azuredatabricks.net:443"]) {
            assert.equal(shown({ HTTPS_PROXY: proxy, NO_PROXY: entry }), undefined, entry);
            assert.equal(shown({ HTTPS_PROXY: proxy, no_proxy: entry }), undefined, entry);
        }
        for (const entry of [
            "",
            "databricks.net",
            "2.azuredatabricks.net.example",
            "adb-1.2.azuredatabricks.net:8443",
        ]) {
            assert.equal(shown({ HTTPS_PROXY: proxy, NO_PROXY: entry }), `HTTPS_PROXY (${proxy})`, entry);
        }
    });

    it("is refused, without its value, where it is no HTTP proxy", () => {
        for (const value of ["socks5://ada:marker@proxy.example:1080", "http://", "http://ada:marker@", "::marker"]) {
            assert.throws(
                () => proxyFor(https, { HTTPS_PROXY: value }),
                (error: Error) => {
                    assert.ok(error instanceof WorkspaceError, String(error));
                    assert.match(error.message, /^HTTPS_PROXY is not the URL of an HTTP proxy\nUse a URL like/);
                    assert.doesNotMatch(error.message, /marker/);
                    return true;
                },
            );
        }
    });
});

describe("calls of the workspace through a proxy", () => {
    let server: Loopback;
    let through: ConnectProxy;
    let before: NodeJS.ProcessEnv;

    beforeEach(async () => {
        before = { ...process.env };
        for (const name of variables) delete process.env[name];
        server = await serve((response) => response.end('{"name": "churn"}'));
    });
    afterEach(async () => {
        for (const name of variables) delete process.env[name];
        Object.assign(process.env, before);
        await through?.close();
        await server.close();
    });

    const start = async (refuse?: number) => {
        through = await startConnectProxy(() => Number(new URL(server.url).port), refuse);
    };
    const read = (host = "http://workspace.example") => {
        const credential = resolveCredential({ token: "dapi0123456789" }, {}, host);
        const client = connect(host, credential, { sleep: async () => undefined });
        return getServingEndpoint(client, "churn");
    };

    for (const name of ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]) {
        it(`go where ${name} says, in a tunnel, with the proxy's credential for the proxy alone`, async () => {
            await start();
            process.env[name] = `http://ada:p%40ss-marker@127.0.0.1:${through.port}`;
            assert.equal((await read()).name, "churn");
            assert.deepEqual(through.asked, ["workspace.example:80"]);
            const [credential] = through.credentials;
            assert.equal(Buffer.from(credential!.replace("Basic ", ""), "base64").toString(), "ada:p@ss-marker");
            assert.equal(server.seen[0]!.headers["proxy-authorization"], undefined);
            assert.equal(server.seen[0]!.headers.authorization, "Bearer dapi0123456789");
        });
    }

    it("go to this machine directly", async () => {
        await start();
        process.env.HTTP_PROXY = `http://127.0.0.1:${through.port}`;
        assert.equal((await read(server.url)).name, "churn");
        assert.deepEqual(through.asked, []);
    });

    for (const [status, says] of [
        [407, /\(the proxy answered 407\)/],
        [403, /\(the proxy answered 403\)/],
    ] as const) {
        it(`tell in one message that the proxy refuses, without its password: ${status}`, async () => {
            await start(status);
            process.env.HTTP_PROXY = `http://ada:p%40ss-marker@127.0.0.1:${through.port}`;
            await assert.rejects(read(), (error: Error) => {
                assert.ok(error instanceof WorkspaceError, String(error));
                assert.match(
                    error.message,
                    /^endpoint "churn": could not reach http:\/\/workspace\.example for GET [^ ]+ through HTTP_PROXY \(http:\/\/127\.0\.0\.1:\d+\) /,
                );
                assert.match(error.message, says);
                assert.match(error.message, /\nCheck the proxy's URL, its user name/);
                assert.doesNotMatch(error.message, /marker|p@ss|ada|undefined/);
                return true;
            });
        });
    }

    it("tell that the proxy is not there", async () => {
        await start();
        await through.close();
        process.env.http_proxy = `http://ada:p%40ss-marker@127.0.0.1:${through.port}`;
        await assert.rejects(read(), (error: Error) => {
            assert.match(
                error.message,
                /through http_proxy \(http:\/\/127\.0\.0\.1:\d+\) \(ECONNREFUSED\)\nCheck the proxy's URL/,
            );
            assert.doesNotMatch(error.message, /marker/);
            return true;
        });
    });
});
