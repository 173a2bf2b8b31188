#!/usr/bin/env bash
# @azure/core-rest-pipeline 1.24.0: where a proxy refuses the tunnel of an https call, the refusal is returned as the
# response of the server that was called.
#
# Guess before the run: the call is rejected with an error that names the proxy, because no server has been reached.
# Seen on 2026-11-27: `sendRequest` resolves with the status and the headers that the proxy sent in answer to CONNECT.
# The URL of the response's request is that of the server, which was never connected to. A proxy that answers 404 makes
# every resource look as if it did not exist.
#
# A client that takes 404 for "not there" has to find out, in a policy of its own, who answered.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @azure/core-rest-pipeline@1.24.0 >/dev/null
cat >probe.js <<'JS'
const { createServer } = require("node:http");
const rest = require("@azure/core-rest-pipeline");
(async () => {
    const asked = [];
    const proxy = createServer();
    proxy.on("connect", (request, socket) => {
        asked.push(request.url);
        socket.end("HTTP/1.1 404 Not Found\r\nx-from: proxy\r\ncontent-length: 0\r\n\r\n");
    });
    await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    process.env.HTTPS_PROXY = `http://127.0.0.1:${proxy.address().port}`;
    const pipeline = rest.createEmptyPipeline();
    pipeline.addPolicy(rest.proxyPolicy());
    const request = rest.createPipelineRequest({ url: "https://management.example/subscriptions/1" });
    const answer = await pipeline.sendRequest(rest.createDefaultHttpClient(), request).then(
        ({ status, headers, request: { url } }) => `${status} from ${headers.get("x-from")}, as the response of ${url}`,
        (error) => `rejected: ${error.message}`,
    );
    console.log(`CONNECT ${asked.join()}: ${answer}`);
    process.exit(0);
})();
JS
unset NO_PROXY no_proxy HTTP_PROXY http_proxy https_proxy ALL_PROXY all_proxy
seen=$(node probe.js)
echo "$seen"
[ "$seen" = "CONNECT management.example:443: 404 from proxy, as the response of https://management.example/subscriptions/1" ]
