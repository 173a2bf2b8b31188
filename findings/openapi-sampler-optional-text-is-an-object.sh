#!/usr/bin/env bash
# openapi-sampler 1.7.10, which Redoc shows examples with: samples that their own schema refuses.
#
# Guess before the run: `anyOf` of null and a text gives null or a text, and `format: byte` gives base64.
# Seen on 2026-11-28: `{"anyOf": [{"type": "null"}, {"type": "string"}]}` gives `{}`, an object; with the text first it gives a text.
# `format: byte` gives `string`, whose six letters are no base64.
#
# A page that shows such samples teaches callers requests that the server refuses.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund openapi-sampler@1.7.10 >/dev/null
cat >probe.js <<'JS'
const { sample } = require("openapi-sampler");
console.log(JSON.stringify(sample({ anyOf: [{ type: "null" }, { type: "string" }] })));
console.log(JSON.stringify(sample({ anyOf: [{ type: "string" }, { type: "null" }] })));
console.log(JSON.stringify(sample({ type: "string", format: "byte" })));
JS
seen=$(node probe.js)
echo "$seen"
[[ $seen == '{}
"string"
"string"' ]]
