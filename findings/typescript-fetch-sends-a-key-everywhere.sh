#!/usr/bin/env bash
# openapi-generator 7.26.0, typescript-fetch: of two ways to send a key that a document offers, a client takes both at once.
#
# Guess before the run: `security: [{header}, {query}]` are alternatives (OpenAPI 3.0.3, Security Requirement Object), and the
# client sends the key in the first one.
# Seen on 2026-11-28: one `apiKey` in the configuration is sent in the header and in the URL of the same request.
#
# URLs are in logs of proxies and servers. A document for callers that offers the query too puts their keys there.
# Exits 0 while this is so, 1 when it has changed. Needs Java, Python with venv, and Node.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check openapi-generator-cli==7.26.0
npm init -y >/dev/null
npm install --silent --no-audit --no-fund typescript@5.9.3 >/dev/null
cat >document.json <<'JSON'
{"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "servers": [{"url": "https://a.example"}],
 "components": {"securitySchemes": {"header": {"type": "apiKey", "in": "header", "name": "X-Key"},
                                    "query": {"type": "apiKey", "in": "query", "name": "key"}}},
 "security": [{"header": []}, {"query": []}],
 "paths": {"/a": {"get": {"operationId": "read", "responses": {"200": {"description": "ok"}}}}}}
JSON
venv/bin/openapi-generator-cli generate -g typescript-fetch -i document.json -o client >generate.log 2>&1
npx tsc --outDir js --module commonjs --target es2022 --skipLibCheck client/index.ts
cat >probe.js <<'JS'
const { Configuration, DefaultApi } = require("./js/index.js");
const fetchApi = async (url, { headers }) => {
    console.log(`header: ${headers["X-Key"] ?? "none"}; query: ${new URL(url).searchParams.get("key") ?? "none"}`);
    return new Response("");
};
new DefaultApi(new Configuration({ apiKey: "k", fetchApi })).read();
JS
seen=$(node probe.js)
echo "$seen"
[[ $seen == "header: k; query: k" ]]
