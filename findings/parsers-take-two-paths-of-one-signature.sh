#!/usr/bin/env bash
# @apidevtools/swagger-parser 13.0.0 and @readme/openapi-parser 9.0.0: `/a/{x}` beside `/a/{y}` is a valid document.
#
# Guess before the run: both refuse it, because the specification says that templated paths of the same hierarchy with
# other names MUST NOT exist, as they are identical (OpenAPI 3.0.3, Paths Object).
# Seen on 2026-11-28: the first one's `validate` resolves, the second one answers `valid: true` without a warning.
#
# A document that a pipeline has validated with them is refused by an importer that follows the specification.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @apidevtools/swagger-parser@13.0.0 @readme/openapi-parser@9.0.0 >/dev/null 2>&1
cat >probe.mjs <<'JS'
import SwaggerParser from "@apidevtools/swagger-parser";
import { validate } from "@readme/openapi-parser";
const get = (name) => ({
    parameters: [{ name, in: "path", required: true, schema: { type: "string" } }],
    responses: { 200: { description: "ok" } },
});
const document = () => ({
    openapi: "3.0.3",
    info: { title: "t", version: "1" },
    paths: { "/a/{x}": { get: get("x") }, "/a/{y}": { get: get("y") } },
});
const first = await SwaggerParser.validate(document()).then(() => "valid", () => "refused");
const { valid, warnings = [] } = await validate(document());
console.log(`swagger-parser: ${first}; openapi-parser: ${valid ? "valid" : "refused"}, ${warnings.length} warnings`);
JS
seen=$(node probe.mjs)
echo "$seen"
[[ $seen == "swagger-parser: valid; openapi-parser: valid, 0 warnings" ]]
