#!/usr/bin/env bash
# @typespec/openapi3 1.16.0, `tsp-openapi3`: the TypeSpec of a document wants no key, and takes what the document refuses.
#
# Guess before the run: what TypeSpec cannot say is reported, and alternatives of keys stay alternatives (`@useAuth`).
# Seen on 2026-11-28: the converter ends with 0 and prints nothing. `security` and its schemes are gone (microsoft/typespec#3858),
# and so are `additionalProperties: false`, `uniqueItems`, `multipleOf`, `minProperties` and the second name that a discriminator's
# mapping gives a schema, while `exclusiveMinimum`, `maxItems` and null stay. The largest int64 becomes 9223372036854776000, which
# is none.
#
# A team that goes on in TypeSpec publishes an open API whose bodies its own server refuses.
# The package asks for Node 22; its converter runs on 20, too. Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @typespec/{compiler,http,json-schema,openapi,openapi3}@1.16.0 \
    @typespec/{events,sse,streams,versioning}@0.86.0 >/dev/null 2>&1
cat >document.json <<'JSON'
{
    "openapi": "3.0.3",
    "info": { "title": "t", "version": "1" },
    "security": [{ "key": [] }, { "token": [] }],
    "paths": {},
    "components": {
        "securitySchemes": {
            "key": { "type": "apiKey", "in": "header", "name": "X-Key" },
            "token": { "type": "http", "scheme": "bearer" }
        },
        "schemas": {
            "Row": {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "above": { "type": "number", "minimum": 5, "exclusiveMinimum": true },
                    "step": { "type": "number", "multipleOf": 0.5 },
                    "set": { "type": "array", "uniqueItems": true, "maxItems": 3, "items": { "type": "string" } },
                    "some": { "type": "object", "minProperties": 1, "additionalProperties": { "type": "number" } },
                    "id": { "type": "integer", "format": "int64", "maximum": 9223372036854775807 },
                    "note": { "type": "string", "nullable": true }
                }
            },
            "Pet": {
                "oneOf": [{ "$ref": "#/components/schemas/Cat" }],
                "discriminator": {
                    "propertyName": "kind",
                    "mapping": { "cat": "#/components/schemas/Cat", "feline": "#/components/schemas/Cat" }
                }
            },
            "Cat": { "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string" } } }
        }
    }
}
JSON
npx tsp-openapi3 document.json --output-dir . >printed 2>&1
seen="$(cat printed)$(sed -n '/^model Row/,/^model Cat/p' main.tsp)"
echo "$seen"
[[ $seen == 'model Row {
  @minValueExclusive(5) above?: numeric;
  step?: numeric;
  @maxItems(3) set?: string[];
  some?: Record<numeric>;
  @maxValue(9223372036854776000) id?: int64;
  note?: string | null;
}

@discriminated(#{ envelope: "none", discriminatorPropertyName: "kind" })
@oneOf
union Pet {
  cat: Cat,
}

model Cat {' ]] && ! grep -q useAuth main.tsp
