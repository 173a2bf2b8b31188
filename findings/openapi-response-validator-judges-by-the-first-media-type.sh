#!/usr/bin/env bash
# openapi-response-validator 12.1.3: of a response with several media types, each body is judged by the first one's schema.
#
# Guess before the run: a body that fits the schema of one of the media types is valid.
# Seen on 2026-11-28: with `text/plain` before `application/json`, an object that the second one describes is refused, "must be
# string"; the other way round it is valid. `validateResponse` takes a status and a body, and no media type.
#
# A server that answers JSON or a stream of events is judged by the order of two keys.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund openapi-response-validator@12.1.3 >/dev/null
cat >probe.js <<'JS'
const Validator = require("openapi-response-validator").default;
const text = ["text/plain", { schema: { type: "string" } }];
const json = ["application/json", { schema: { type: "object" } }];
for (const types of [[text, json], [json, text]]) {
    const responses = { 200: { description: "", content: Object.fromEntries(types) } };
    const refused = new Validator({ responses }).validateResponse("200", { predictions: [1] });
    console.log(types[0][0], refused ? refused.errors[0].message : "valid");
}
JS
seen=$(node probe.js)
echo "$seen"
[[ $seen == 'text/plain must be string
application/json valid' ]]
