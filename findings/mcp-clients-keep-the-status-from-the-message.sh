#!/usr/bin/env bash
# @modelcontextprotocol/sdk 1.32.2 and @modelcontextprotocol/client 2.4.0: the message of an HTTP error has its body and no status.
#
# Guess before the run: an error says the status that the server answered with, e.g. "HTTP 429".
# Seen on 2026-11-28: "Streamable HTTP error: Error POSTing to endpoint: " (version 1) and "Error POSTing to endpoint: "
# (version 2), each followed by the body. An answer without a body says nothing. Neither repeats a 429, with Retry-After or without.
#
# So a gateway's refusals need a body that says what happened.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @modelcontextprotocol/sdk@1.32.2 @modelcontextprotocol/client@2.4.0 >/dev/null
cat >probe.js <<'JS'
const { createServer } = require("node:http");
const one = {
    ...require("@modelcontextprotocol/sdk/client/index.js"),
    ...require("@modelcontextprotocol/sdk/client/streamableHttp.js"),
};
const two = require("@modelcontextprotocol/client");
let calls = 0;
const server = createServer((request, response) => {
    calls++;
    response.writeHead(429, { "Retry-After": "0" }).end();
});
server.listen(0, "127.0.0.1", async () => {
    const url = new URL(`http://127.0.0.1:${server.address().port}/mcp`);
    for (const { Client, StreamableHTTPClientTransport } of [one, two]) {
        const client = new Client({ name: "probe", version: "1" });
        await client.connect(new StreamableHTTPClientTransport(url)).catch(({ message }) => console.log(message.trim()));
    }
    console.log(calls);
    server.close();
});
JS
seen=$(node probe.js)
echo "$seen"
[[ $seen == $'Streamable HTTP error: Error POSTing to endpoint:\nError POSTing to endpoint:\n2' ]]
