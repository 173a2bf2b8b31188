#!/usr/bin/env bash
# @scalar/openapi-upgrader 0.1.11, 3.0 to 3.1: names of properties and members of data are taken for keywords.
#
# Guess before the run: `nullable` and `example` are rewritten where they are keywords of a schema, and nowhere else.
# Seen on 2026-11-28: `properties: {example: {...}}` becomes `properties: {examples: [{...}]}`, a list where a schema has to stand.
# The default `{"nullable": true, "type": "string"}` becomes `{"type": ["string", "null"]}`. And a keyword stays that 3.1 does not
# have: `{"nullable": true, "allOf": [...]}` is what it was, so that null is refused from then on.
#
# The document describes other bodies than the server takes.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @scalar/openapi-upgrader@0.1.11 >/dev/null
cat >probe.mjs <<'JS'
import { upgrade } from "@scalar/openapi-upgrader";
const schemas = {
    Prompt: { type: "object", properties: { example: { type: "string" } } },
    Column: { type: "object", default: { nullable: true, type: "string" } },
    Answer: { nullable: true, allOf: [{ $ref: "#/components/schemas/Prompt" }] },
};
const document = { openapi: "3.0.3", info: { title: "t", version: "1" }, paths: {}, components: { schemas } };
const upgraded = upgrade(document, "3.1").components.schemas;
console.log(JSON.stringify(upgraded.Prompt.properties));
console.log(JSON.stringify(upgraded.Column.default));
console.log(JSON.stringify(upgraded.Answer));
JS
seen=$(node probe.mjs)
echo "$seen"
[[ $seen == '{"examples":[{"type":"string"}]}
{"type":["string","null"]}
{"nullable":true,"allOf":[{"$ref":"#/components/schemas/Prompt"}]}' ]]
