#!/usr/bin/env bash
# json-schema-to-openapi-schema 0.4.0: `oneOf` of null and a text becomes a schema that no text fits.
#
# Guess before the run: the branch for null goes, and the rest becomes `nullable`, as its successor does.
# Seen on 2026-11-28: the branch becomes `{"nullable": true}`. Without a type that accepts every value, so a text fits both
# branches, and `oneOf` wants exactly one. @openapi-contrib/json-schema-to-openapi-schema 4.3.4 writes
# `{"oneOf":[{"type":"string","nullable":true}]}`.
#
# Optional texts, as pydantic and others write them with `oneOf`, are refused by validators of the converted document.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund json-schema-to-openapi-schema@0.4.0 \
    @openapi-contrib/json-schema-to-openapi-schema@4.3.4 >/dev/null 2>&1
cat >probe.js <<'JS'
const older = require("json-schema-to-openapi-schema");
const { convert: newer } = require("@openapi-contrib/json-schema-to-openapi-schema");
const schema = () => ({ oneOf: [{ type: "null" }, { type: "string" }] });
(async () => {
    console.log(JSON.stringify(older(schema())));
    console.log(JSON.stringify(await newer(schema())));
})();
JS
seen=$(node probe.js)
echo "$seen"
[[ $seen == '{"oneOf":[{"nullable":true},{"type":"string"}]}
{"oneOf":[{"type":"string","nullable":true}]}' ]]
