#!/usr/bin/env bash
# @azure/core-rest-pipeline 1.24.0: `proxyPolicy()` sends a call to 127.0.0.1 to the proxy that HTTP_PROXY names.
#
# Guess before the run: loopback is never proxied, as in most HTTP clients that read these variables.
# Seen on 2026-11-27: the request goes to the proxy with the absolute URL in its request line, and the server on
# loopback gets nothing. With NO_PROXY=127.0.0.1 the server is called directly.
#
# An agent on the same machine (an emulator, IMDS on a forwarded port) needs NO_PROXY, or a policy of one's own.
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
const listen = (answer) =>
    new Promise((resolve) => {
        const server = createServer(answer).listen(0, "127.0.0.1", () => resolve(server));
    });
(async () => {
    const proxied = [];
    const proxy = await listen((request, response) => (proxied.push(request.url), response.end("proxy")));
    const server = await listen((request, response) => response.end("server"));
    const url = `http://127.0.0.1:${server.address().port}/`;
    process.env.HTTP_PROXY = `http://127.0.0.1:${proxy.address().port}`;
    const pipeline = rest.createEmptyPipeline();
    pipeline.addPolicy(rest.proxyPolicy());
    const request = rest.createPipelineRequest({ url, allowInsecureConnection: true });
    const { bodyAsText } = await pipeline.sendRequest(rest.createDefaultHttpClient(), request);
    console.log(`NO_PROXY=${process.env.NO_PROXY ?? ""}: answered by the ${bodyAsText}`);
    if (proxied.length > 0) console.log(`the proxy was asked for ${proxied[0] === url ? "the absolute URL" : proxied[0]}`);
    process.exit(0);
})();
JS
unset NO_PROXY no_proxy HTTPS_PROXY https_proxy ALL_PROXY all_proxy
seen=$(node probe.js; NO_PROXY=127.0.0.1 node probe.js)
echo "$seen"
[ "$seen" = "NO_PROXY=: answered by the proxy
the proxy was asked for the absolute URL
NO_PROXY=127.0.0.1: answered by the server" ]
