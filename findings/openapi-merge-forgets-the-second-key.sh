#!/usr/bin/env bash
# openapi-merge 2.0.2: of two documents that each want a key of their own for everything, one merged document wants the first.
#
# Guess before the run: the root's `security` moves into the operations, because OpenAPI has one such list a document.
# Seen on 2026-11-28: the second document's scheme is kept under its new name, `Twokey`, and nothing refers to it. Its operations
# stand below the first document's `security`. A link of the second document's still names the operation `invoke`, which is the
# first one's now: its own has become `Twoinvoke`.
#
# A client of the merged document sends the first API's key to the second API.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund openapi-merge@2.0.2 >/dev/null
cat >probe.js <<'JS'
const { merge } = require("openapi-merge");
const document = (name) => ({
    openapi: "3.0.3",
    info: { title: name, version: "1" },
    security: [{ key: [] }],
    paths: {
        [`/${name}`]: {
            post: { operationId: "invoke", responses: { 200: { description: "", links: { again: { operationId: "invoke" } } } } },
        },
    },
    components: { securitySchemes: { key: { type: "apiKey", in: "header", name } } },
});
const { output } = merge([{ oas: document("one") }, { oas: document("two"), dispute: { prefix: "Two" } }]);
const { operationId, security, responses } = output.paths["/two"].post;
console.log(JSON.stringify(output.security), Object.keys(output.components.securitySchemes).join(" "));
console.log(operationId, JSON.stringify(security), responses[200].links.again.operationId);
JS
seen=$(node probe.js)
echo "$seen"
[[ $seen == '[{"key":[]}] key Twokey
Twoinvoke undefined invoke' ]]
