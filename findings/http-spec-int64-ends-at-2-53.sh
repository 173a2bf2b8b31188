#!/usr/bin/env bash
# @stoplight/http-spec 7.1.0, which Prism reads documents with: `format: int64` gets the bounds of a JavaScript number.
#
# Guess before the run: no bounds, or those of 64 bits, as `format: int32` gets those of 32.
# Seen on 2026-11-28: `minimum` -9007199254740991 and `maximum` 9007199254740991 stand in the schema afterwards.
#
# OpenAPI 3.0.3 says "signed 64 bits". A validator of the converted schema refuses identifiers that fit the document.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @stoplight/http-spec@7.1.0 >/dev/null
cat >probe.js <<'JS'
const { transformOas3Operations } = require("@stoplight/http-spec/oas3");
const of = (format) => ({ type: "integer", format });
const schema = { type: "object", properties: { short: of("int32"), long: of("int64") } };
const post = { requestBody: { content: { "application/json": { schema } } }, responses: { 200: { description: "" } } };
const document = { openapi: "3.0.3", info: { title: "t", version: "1" }, paths: { "/rows": { post } } };
const { short, long } = transformOas3Operations(document)[0].request.body.contents[0].schema.properties;
for (const { minimum, maximum } of [short, long]) console.log(minimum, maximum);
JS
seen=$(node probe.js)
echo "$seen"
[[ $seen == '-2147483648 2147483647
-9007199254740991 9007199254740991' ]]
