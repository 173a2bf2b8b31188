import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConnectProxy, startConnectProxy } from "../databricks/connectProxy";
import { type AzureServer, startAzure, tenantId } from "./azureServer";
import type { Asked, Told } from "./proxiedCalls";

const proxyVariables = /^(HTTPS?|ALL|NO)_PROXY$/i;

describe("calls over TLS through a proxy, of the workspace and of Azure", function () {
    this.timeout(60_000);
    let azure: AzureServer;
    let proxy: ConnectProxy;
    let directory: string;
    /** Trusts the server: Node reads NODE_EXTRA_CA_CERTS when it starts. */
    let trusting: ChildProcess;
    let port: string;

    const start = (variables: NodeJS.ProcessEnv) => {
        const inherited = Object.entries(process.env).filter(([name]) => !proxyVariables.test(name));
        return fork(join(__dirname, "proxiedCalls.ts"), {
            execArgv: ["-r", "./startup/register.js"],
            env: { ...Object.fromEntries(inherited), ...variables },
        });
    };

    before(async () => {
        azure = await startAzure(
            ({ url }) => ({ status: 200, body: { name: url.includes("serving-endpoints") ? "churn" : "gold" } }),
            ["management.example", "workspace.example", "login.example", "login.microsoftonline.com"],
        );
        ({ port } = new URL(azure.url));
        directory = await mkdtemp(join(tmpdir(), "serving-gateway-proxies-"));
        const caFile = join(directory, "ca.pem");
        await writeFile(caFile, azure.ca);
        trusting = start({ NODE_EXTRA_CA_CERTS: caFile });
    });
    after(async () => {
        trusting?.kill();
        await azure?.close();
        await rm(directory, { recursive: true, force: true });
    });
    afterEach(() => proxy?.close());

    /** @param refuse the status that the proxy answers instead of opening a tunnel */
    async function call(
        variables: (url: string) => Record<string, string>,
        refuse?: Parameters<typeof startConnectProxy>[1],
        child = trusting,
        entra = false,
    ) {
        azure.received.length = 0;
        azure.tokenRequests.length = 0;
        proxy = await startConnectProxy(() => Number(port), refuse);
        const answered = once(child, "message");
        child.send({
            workspace: `https://workspace.example:${port}`,
            metadataHost: `management.example:${port}`,
            entra,
            variables: variables(`http://ada:p%40ss-marker@127.0.0.1:${proxy.port}`),
        } satisfies Asked);
        const [told]: Told[] = await answered;
        return { ...told!, asked: [...new Set(proxy.asked)].sort() };
    }

    const found = { workspace: "churn", azure: "gold" };
    const both = () => [`management.example:${port}`, `workspace.example:${port}`];

    for (const name of ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]) {
        it(`go where ${name} says, each in a tunnel, with the proxy's credential for the proxy alone`, async () => {
            assert.deepEqual(await call((url) => ({ [name]: url })), { ...found, asked: both() });
            const credential = `Basic ${Buffer.from("ada:p@ss-marker").toString("base64")}`;
            assert.deepEqual([...new Set(proxy.credentials)], [credential]);
            assert.equal(azure.received.length, 2);
            for (const { headers } of [...azure.received, ...azure.tokenRequests]) {
                assert.equal(headers["proxy-authorization"], undefined);
            }
            assert.equal(azure.tokenRequests.length, 1);
        });
    }

    it("follow lower case where both are set", async () => {
        const nobody = "http://127.0.0.1:1";
        const { asked, ...names } = await call((url) => ({ https_proxy: url, HTTPS_PROXY: nobody }));
        assert.deepEqual([names, asked], [found, both()]);
    });

    it("do not follow HTTP_PROXY", async () => {
        assert.deepEqual(await call((url) => ({ HTTP_PROXY: url, http_proxy: url })), { ...found, asked: [] });
    });

    for (const name of ["NO_PROXY", "no_proxy"]) {
        it(`go directly to what ${name} names, and to nothing else`, async () => {
            const all = await call((url) => ({ HTTPS_PROXY: url, [name]: "other.test, .example" }));
            assert.deepEqual(all, { ...found, asked: [] });
            await proxy.close();
            const one = await call((url) => ({ HTTPS_PROXY: url, [name]: "workspace.example" }));
            assert.deepEqual(one, { ...found, asked: [`management.example:${port}`] });
        });
    }

    for (const status of [403, 404, 407, 502]) {
        it(`tell in one message each that the proxy refuses, without its password: ${status}`, async () => {
            const { workspace, azure: refusal } = await call((url) => ({ HTTPS_PROXY: url }), status);
            assert.match(
                workspace,
                /^endpoint "churn": could not reach https:\/\/workspace\.example:\d+ for GET [^ ]+ through HTTPS_PROXY /,
            );
            assert.match(workspace, new RegExp(`\\(the proxy answered ${status}\\)\nCheck the proxy's URL`));
            assert.match(
                refusal,
                /^could not reach https:\/\/management\.example:\d+ through HTTPS_PROXY \(http:[^ ]+\) \(/,
            );
            assert.match(refusal, new RegExp(`\\(the proxy answered ${status}\\)\nCheck the proxy's URL`));
            for (const message of [workspace, refusal]) {
                assert.doesNotMatch(message, /marker|p@ss|ada|undefined|\n\s+at /);
                assert.ok(message.split("\n").length <= 3, message);
            }
            assert.deepEqual([azure.received.length, azure.tokenRequests.length], [0, 0]);
        });
    }

    it("take a proxy that opens no tunnel to Azure for no answer of Azure's, that something is not there", async () => {
        let tunnels = 0;
        const { azure: refusal } = await call(
            (url) => ({ HTTPS_PROXY: url }),
            // The cloud and its tenant are found before.
            (host) => (host.startsWith("management.") && ++tunnels > 3 ? 404 : undefined),
        );
        assert.match(refusal, /^could not reach https:\/\/management\.example:\d+ .*\(the proxy answered 404\)\n/);
    });

    it("tell that the proxy does not let calls of the tenant through", async () => {
        const authentication = {
            loginEndpoint: `https://login.example:${port}`,
            audiences: ["https://management.example"],
            tenant: tenantId,
        };
        azure.metadata = { status: 200, body: [{ resourceManager: `${azure.url}/`, authentication }] };
        try {
            const { azure: refusal } = await call(
                (url) => ({ HTTPS_PROXY: url }),
                (host) => (host.startsWith("login.") ? 403 : undefined),
            );
            assert.match(
                refusal,
                /^could not reach https:\/\/login\.example:\d+ through .*\(the proxy answered 403\)\n/,
            );
            assert.equal(
                azure.received.some(({ url }) => url.includes("products")),
                false,
            );
        } finally {
            azure.metadata = undefined;
        }
    });

    it("tell that the proxy does not let calls of the workspace's tenant through", async () => {
        const { workspace } = await call(
            (url) => ({ HTTPS_PROXY: url }),
            (host) => (host.startsWith("login.microsoftonline.com") ? 403 : undefined),
            trusting,
            true,
        );
        assert.match(
            workspace,
            /^could not reach https:\/\/login\.microsoftonline\.com through HTTPS_PROXY .*\(the proxy answered 403\)\n/,
        );
        assert.doesNotMatch(workspace, /marker|p@ss|undefined|\n\s+at /);
    });

    it("do not wait for the workspace's tenant where it asks for an hour", async () => {
        azure.tokenAnswer = { status: 429, headers: { "retry-after": "3600" }, body: { error: "throttled" } };
        try {
            const { workspace } = await call((url) => ({ HTTPS_PROXY: url }), undefined, trusting, true);
            assert.match(
                workspace,
                /^Microsoft Entra answered 429 to POST [^ ]+ and asks to wait 3600 s\nThis call changed nothing\. Run the command/,
            );
            assert.doesNotMatch(workspace, /marker|undefined|\n\s+at /);
        } finally {
            azure.tokenAnswer = undefined;
        }
    });

    it("tell that a certificate in the tunnel is not trusted, and how to trust it", async () => {
        const doubting = start({ NODE_EXTRA_CA_CERTS: "" });
        try {
            const told = await call((url) => ({ HTTPS_PROXY: url }), undefined, doubting);
            for (const message of [told.workspace, told.azure]) {
                assert.match(message, /certificate|CERT|SELF_SIGNED|UNABLE_TO_VERIFY/i);
                assert.match(message, /NODE_EXTRA_CA_CERTS/);
                assert.doesNotMatch(message, /marker|undefined|\n\s+at /);
            }
            assert.equal(azure.received.length, 0);
        } finally {
            doubting.kill();
        }
    });
});
