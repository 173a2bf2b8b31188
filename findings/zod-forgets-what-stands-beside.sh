#!/usr/bin/env bash
# zod 4.6.7: `fromJSONSchema` drops conditions without a word, while it throws for the keywords that it does not know.
#
# Guess before the run: `minLength` counts wherever it stands.
# Seen on 2026-11-28: `not`, `if` and `dependentRequired` throw. But "a" is valid for `minLength: 3` beside `$ref`, beside `anyOf`,
# and in a branch of `allOf` without a `type`. A `required` name without an entry in `properties` is not required, so "one of a and
# b" (`anyOf` of two `required`) takes `{}`. A `const` that is an object is refused when it comes. Ajv 8.20.0 decides all of them the
# other way. Zod calls the function experimental, and does not say that conditions go.
#
# Tools for agents take their arguments' schemas from JSON Schema: what passes here is refused by the server.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund zod@4.6.7 ajv@8.20.0 >/dev/null
cat >probe.mjs <<'JS'
import Ajv from "ajv/dist/2020.js";
import { z } from "zod";
const text = { type: "string" };
const cases = {
    "beside $ref": [{ $ref: "#/$defs/Text", minLength: 3, $defs: { Text: text } }, "a"],
    "beside anyOf": [{ anyOf: [text], minLength: 3 }, "a"],
    "allOf": [{ type: "string", allOf: [{ minLength: 3 }] }, "a"],
    "required": [{ type: "object", required: ["a"] }, {}],
    "a or b": [{ type: "object", properties: { a: text, b: text }, anyOf: [{ required: ["a"] }, { required: ["b"] }] }, {}],
    "const": [{ const: { a: 1 } }, { a: 1 }],
};
for (const [name, [schema, value]] of Object.entries(cases)) {
    const ajv = new Ajv.default({ strict: false });
    console.log(`${name}: zod ${z.fromJSONSchema(schema).safeParse(value).success}, ajv ${ajv.validate(schema, value)}`);
}
JS
seen=$(node probe.mjs)
echo "$seen"
[[ $seen == "beside \$ref: zod true, ajv false
beside anyOf: zod true, ajv false
allOf: zod true, ajv false
required: zod true, ajv false
a or b: zod true, ajv false
const: zod false, ajv true" ]]
