#!/usr/bin/env bash
# openapi-mcp-generator 4.0.1: parameters that differ by where they stand become one argument of a tool, and a reference that
# may be null becomes a schema that no value fits.
#
# Guess before the run: arguments get names that tell them apart, and `nullable` beside `allOf` becomes a choice with null.
# Seen on 2026-11-28: `id` in the path and `id` in the query are one argument, with the type of the one in the query; a parameter
# called `requestBody` is gone where there is a body. `{"nullable": true, "allOf": [object]}` becomes
# `{"allOf": [object], "type": "null"}`: null is no object, and no object is null.
#
# A parameter is one by its name and its place together (OpenAPI 3.0.3, Parameter Object). Such a tool cannot be called rightly.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund openapi-mcp-generator@4.0.1 >/dev/null
cat >document.json <<'JSON'
{
    "openapi": "3.0.3",
    "info": { "title": "t", "version": "1" },
    "servers": [{ "url": "https://example.com" }],
    "paths": {
        "/rows/{id}": {
            "post": {
                "operationId": "score",
                "parameters": [
                    { "in": "path", "name": "id", "required": true, "schema": { "type": "string" } },
                    { "in": "query", "name": "id", "schema": { "type": "boolean" } },
                    { "in": "query", "name": "requestBody", "schema": { "type": "boolean" } }
                ],
                "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Row" } } } },
                "responses": { "200": { "description": "" } }
            }
        }
    },
    "components": {
        "schemas": {
            "Row": { "type": "object", "properties": { "of": { "nullable": true, "allOf": [{ "$ref": "#/components/schemas/Of" }] } } },
            "Of": { "type": "object" }
        }
    }
}
JSON
cat >probe.mjs <<'JS'
import { getToolsFromOpenApi } from "openapi-mcp-generator";
const [tool] = await getToolsFromOpenApi("./document.json", { dereference: true });
const { id, requestBody } = tool.inputSchema.properties;
console.log(Object.keys(tool.inputSchema.properties).join(" "), JSON.stringify(id), requestBody.type);
console.log(JSON.stringify(requestBody.properties.of));
JS
seen=$(node probe.mjs)
echo "$seen"
[[ $seen == 'id requestBody {"type":"boolean"} object
{"allOf":[{"type":"object"}],"type":"null"}' ]]
