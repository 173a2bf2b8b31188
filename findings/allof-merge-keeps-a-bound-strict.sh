#!/usr/bin/env bash
# allof-merge 0.6.8, OpenAPI 3.0: of two lower bounds, the merged schema takes the value of one and the strictness of the other.
#
# Guess before the run: `{minimum: 5, exclusiveMinimum: true}` and `{minimum: 10}` become `minimum: 10`, and 10 stays valid.
# Seen on 2026-11-28: they become `{"minimum":10,"exclusiveMinimum":true}`, which refuses 10. And `nullable: true` in one of two
# branches makes the merged schema nullable, where null has to fit every branch: the other one refuses it.
#
# In 3.0 `exclusiveMinimum` says how the `minimum` beside it is meant (JSON Schema Wright-00, 5.5). A flattened document refuses
# requests that the server takes, and takes a null that it refuses.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund allof-merge@0.6.8 >/dev/null
cat >probe.cjs <<'JS'
const { merge } = require("allof-merge");
const schemas = {
    Bound: { allOf: [{ type: "number", minimum: 5, exclusiveMinimum: true }, { minimum: 10 }] },
    Null: {
        allOf: [
            { type: "string", nullable: true },
            { type: "string", maxLength: 3 },
        ],
    },
};
const merged = merge({ openapi: "3.0.3", info: { title: "t", version: "1" }, paths: {}, components: { schemas } });
for (const schema of Object.values(merged.components.schemas)) console.log(JSON.stringify(schema));
JS
seen=$(node probe.cjs)
echo "$seen"
[[ $seen == '{"type":"number","minimum":10,"exclusiveMinimum":true}
{"type":"string","nullable":true,"maxLength":3}' ]]
