#!/usr/bin/env bash
# @samchon/openapi 6.0.1: down to 3.0, `const: null` becomes a schema that no value fits, and an `enum` loses its null.
#
# Guess before the run: `const: null` becomes something that accepts null, `nullable: true` in one form or another.
# Seen on 2026-11-28: it becomes `{"type":"object","enum":[null]}`: null is no object, and no object is null. The enum
# `["a", null]` becomes `{"type":"string","enum":["a"],"nullable":true}`; OpenAPI 3.0.3 wants null among the values of an
# enum that takes it, whatever `nullable` says.
#
# A property that may only be null, or one of some values or null, refuses null after the conversion.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @samchon/openapi@6.0.1 >/dev/null
cat >probe.mjs <<'JS'
import { OpenApi } from "@samchon/openapi";
const schemas = { Nothing: { const: null }, Grade: { type: ["string", "null"], enum: ["a", null] } };
const document = { openapi: "3.1.0", info: { title: "t", version: "1" }, paths: {}, components: { schemas } };
const converted = OpenApi.downgrade(OpenApi.convert(document), "3.0").components.schemas;
console.log(JSON.stringify(converted.Nothing));
console.log(JSON.stringify(converted.Grade));
JS
seen=$(node probe.mjs)
echo "$seen"
[[ $seen == '{"type":"object","enum":[null]}
{"type":"string","enum":["a"],"nullable":true}' ]]
