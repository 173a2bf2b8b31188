import assert from "node:assert/strict";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { directCall } from "../../databricks/directCall";
import { assembleWorkspace } from "../../databricks/workspace";
import { Loopback, serve, serveAlways } from "./loopback";

const text = '{"name": "é"}';

describe("a call without a proxy", () => {
    let server: Loopback;
    afterEach(() => server.close());

    const call = (sent: { method?: string; body?: string; signal?: AbortSignal } = {}) =>
        directCall(new URL(`${server.url}/path?query`), {
            method: "GET",
            headers: { accept: "application/json" },
            signal: new AbortController().signal,
            ...sent,
        });

    async function bodyOf({ body }: Awaited<ReturnType<typeof call>>): Promise<string> {
        const chunks: Uint8Array[] = [];
        for await (const chunk of body) chunks.push(chunk);
        return Buffer.concat(chunks).toString();
    }

    it("sends what it is given, and says what came back", async () => {
        server = await serve((response) =>
            response.writeHead(307, { location: "/elsewhere", "retry-after": "3" }).end(text),
        );
        const received = await call({ method: "PATCH", body: text });
        assert.equal(received.status, 307);
        assert.equal(received.headers.get("location"), "/elsewhere");
        assert.equal(received.headers.get("retry-after"), "3");
        assert.equal(received.headers.get("x-none"), null);
        assert.equal(await bodyOf(received), text);
        const [{ method, url, headers, body }] = server.seen as [Loopback["seen"][number]];
        assert.deepEqual([method, url, body], ["PATCH", "/path?query", text]);
        assert.equal(headers.accept, "application/json");
        assert.equal(headers["content-length"], String(Buffer.byteLength(text)));
        assert.equal(headers["transfer-encoding"], undefined);
    });

    it("uses a connection again", async () => {
        const connections = new Set<unknown>();
        server = await serve((response) => {
            connections.add(response.socket);
            response.end(text);
        });
        for (let calls = 0; calls < 3; calls++) await bodyOf(await call());
        assert.equal(connections.size, 1);
    });

    const encodings: Readonly<Record<string, Buffer>> = {
        gzip: gzipSync(text),
        "x-gzip": gzipSync(text),
        deflate: deflateSync(text),
        br: brotliCompressSync(text),
    };
    for (const [encoding, bytes] of Object.entries(encodings))
        it(`reads a body in ${encoding}`, async () => {
            server = await serve((response) => response.writeHead(200, { "content-encoding": encoding }).end(bytes));
            assert.equal(await bodyOf(await call()), text);
            assert.match(server.seen[0]!.headers["accept-encoding"]!.toString(), /gzip/);
        });

    it("fails with a packed body that is cut off", async () => {
        const bytes = gzipSync(text.repeat(1000));
        const headers = { "content-encoding": "gzip", "content-length": bytes.length };
        server = await serve((response) => {
            response.writeHead(200, headers).write(bytes.subarray(0, 20), () => response.destroy());
        });
        const received = await call();
        await assert.rejects(bodyOf(received), { code: "ECONNRESET" });
    });

    it("counts a packed body as it is unpacked", async () => {
        const bytes = gzipSync(" ".repeat(5 * 1024 * 1024));
        server = await serveAlways(200, "");
        const large = await serve((response) => response.writeHead(200, { "content-encoding": "gzip" }).end(bytes));
        try {
            const { client } = assembleWorkspace({ host: large.url, token: "dapi0" }, {});
            await assert.rejects(client.call({ path: "/openapi" }), /the answer to GET \/openapi is over 4 MB/);
        } finally {
            await large.close();
        }
    });

    it("ends where nobody greets it", async () => {
        server = await serveAlways(200, "");
        const silent = createServer((socket) => void sockets.push(socket));
        const sockets: Socket[] = [];
        await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
        const url = new URL(`https://127.0.0.1:${(silent.address() as AddressInfo).port}/`);
        // Longer than the limit below: a call without one fails with another error, and does not keep the tests waiting.
        const sent = { method: "GET", headers: {}, signal: AbortSignal.timeout(5_000) };
        try {
            await assert.rejects(directCall(url, sent, 50), { code: "ETIMEDOUT" });
        } finally {
            for (const socket of sockets) socket.destroy();
            silent.close();
        }
    });

    for (const [when, headers] of [
        ["before the answer", false],
        ["within the body", true],
    ] as const)
        it(`ends ${when} when the signal says so`, async () => {
            const ending = new AbortController();
            server = await serve((response) => {
                if (headers) response.writeHead(200).write("{");
                else ending.abort();
            });
            const reading = call({ signal: ending.signal }).then((received) => {
                ending.abort();
                return bodyOf(received);
            });
            await assert.rejects(reading);
        });
});
