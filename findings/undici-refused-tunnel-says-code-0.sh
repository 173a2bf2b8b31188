#!/usr/bin/env bash
# undici 7.30.2: what a program learns when a proxy refuses the tunnel (CONNECT answered 403).
#
# Guess before the run: the cause of fetch's error has a code of its own that says that the proxy refused, with the
# proxy's status in it.
# Seen on 2026-11-27: `fetch failed`; the cause is "Request was cancelled." with the numeric code 0, which no system error
# has. The proxy's status stands only in the text of the cause's own cause.
#
# A message made from `error.cause.code` says nothing; look one cause deeper.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund undici@7.30.2 >/dev/null
cat >probe.js <<'JS'
const { createServer } = require("node:http");
const { fetch, ProxyAgent } = require("undici");
const proxy = createServer();
proxy.on("connect", (request, socket) => socket.end("HTTP/1.1 403 Forbidden\r\n\r\n"));
proxy.listen(0, "127.0.0.1", async () => {
    const dispatcher = new ProxyAgent(`http://127.0.0.1:${proxy.address().port}`);
    try {
        await fetch("https://service.example/", { dispatcher });
        console.log("no error");
    } catch (error) {
        const { cause } = error;
        console.log(`error: ${error.message}`);
        console.log(`cause: ${cause?.message} code ${JSON.stringify(cause?.code)}`);
        console.log(`status in the cause: ${/403/.test(String(cause?.message))}`);
        console.log(`status in the cause's cause: ${/403/.test(String(cause?.cause?.message))}`);
    }
    process.exit(0);
});
JS
seen=$(env -u NO_PROXY -u no_proxy node probe.js)
echo "$seen"
[ "$seen" = 'error: fetch failed
cause: Request was cancelled. code 0
status in the cause: false
status in the cause'"'"'s cause: true' ]
