#!/usr/bin/env bash
# @apiture/openapi-down-convert 0.14.2: a property that is called `const` becomes one called `enum`, in `properties` and in data.
#
# Guess before the run: `const` becomes `enum` where it is a keyword of a schema, and names of properties stay.
# Seen on 2026-11-28: `properties: {const: ...}` becomes `properties: {enum: [...]}`, whose value is a list where a schema has to
# stand, and the default `{"const": "x"}` becomes `{"enum": ["x"]}`. No error, no entry in the log.
#
# The document describes another body than the server takes, and is no OpenAPI document any more.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @apiture/openapi-down-convert@0.14.2 >/dev/null
cat >probe.js <<'JS'
const { Converter } = require("@apiture/openapi-down-convert");
const schema = { type: "object", properties: { const: { type: "string" } }, default: { const: "x" } };
const document = { openapi: "3.1.0", info: { title: "t", version: "1" }, paths: {}, components: { schemas: { S: schema } } };
console.log(JSON.stringify(new Converter(document, {}).convert().components.schemas.S));
JS
seen=$(node probe.js)
echo "$seen"
[[ $seen == '{"type":"object","properties":{"enum":[{"type":"string"}]},"default":{"enum":["x"]}}' ]]
