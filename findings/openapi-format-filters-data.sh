#!/usr/bin/env bash
# openapi-format 1.33.6: a filter of operations takes examples, defaults and properties away, and leaves a reference without its schema.
#
# Guess before the run: filters look at operations, and unused components are those that nothing names.
# Seen on 2026-11-28: `tags: [beta]` takes away a default and a member of an example that have `tags: ["beta"]`, and makes an item
# of a list null. `operationIds: [b]` takes away an example whose value has `operationId: "b"`. `inverseOperationIds: [a]`, which
# keeps one operation, takes that example and the properties `get` and `post` of a body's schema (thim81/openapi-format#57, closed,
# is such a case). `unusedComponents` removes the schema `Dog`, which a discriminator's mapping names, and keeps `Cat`, which it
# refers to. No error. Redocly's bundler (@redocly/openapi-core 2.64.0) keeps both.
#
# Examples and defaults are values (OpenAPI 3.0.3, Media Type Object and Schema Object), and a mapping has names of schemas as well
# as references (Discriminator Object). Who publishes a part of an API with this tool publishes other bodies than the server takes.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund openapi-format@1.33.6 @redocly/openapi-core@2.64.0 >/dev/null
cat >probe.mjs <<'JS'
import { bundleFromString, createConfig } from "@redocly/openapi-core";
import format from "openapi-format";
const operation = (operationId, tag, content) => ({
    operationId,
    tags: [tag],
    requestBody: { content: { "application/json": content } },
    responses: { 200: { description: "ok" } },
});
const text = { type: "string" };
const schema = { type: "object", properties: { get: text, post: text, note: text }, default: { tags: ["beta"] } };
const value = [{ rows: [{ tags: ["beta"] }, { tags: ["live"] }], first: { tags: ["beta"] } }, { operationId: "b" }];
const content = { schema, examples: { rows: { value: value[0] }, id: { value: value[1] } } };
const pet = {
    type: "object",
    required: ["kind"],
    properties: { kind: text },
    discriminator: { propertyName: "kind", mapping: { cat: "#/components/schemas/Cat", dog: "Dog" } },
};
const child = { allOf: [{ $ref: "#/components/schemas/Pet" }] };
const document = () =>
    structuredClone({
        openapi: "3.0.3",
        info: { title: "t", version: "1" },
        paths: {
            "/a": { post: operation("a", "live", content) },
            "/b": { post: operation("b", "beta", { schema: { $ref: "#/components/schemas/Pet" } }) },
        },
        components: { schemas: { Pet: pet, Cat: child, Dog: child } },
    });
const filtered = async (filterSet) => (await format.openapiFilter(document(), { filterSet })).data;
for (const filter of [{ tags: ["beta"] }, { operationIds: ["b"] }, { inverseOperationIds: ["a"] }]) {
    const { paths } = await filtered(filter);
    const left = paths["/a"].post.requestBody.content["application/json"];
    const { rows, id } = left.examples;
    const parts = [Object.keys(left.schema.properties), left.schema.default, rows?.value, id?.value];
    console.log(Object.keys(filter)[0], Object.keys(paths).join(), ...parts.map((part) => JSON.stringify(part)));
}
const { components } = await filtered({ unusedComponents: ["schemas"] });
console.log("openapi-format:", Object.keys(components.schemas).join());
const { bundle } = await bundleFromString({
    source: JSON.stringify(document()),
    config: await createConfig({}),
    removeUnusedComponents: true,
});
console.log("redocly:", Object.keys(bundle.parsed.components.schemas).join());
JS
seen=$(node probe.mjs)
echo "$seen"
[[ $seen == 'tags /a ["get","post","note"] undefined {"rows":[null,{"tags":["live"]}]} {"operationId":"b"}
operationIds /a ["get","post","note"] {"tags":["beta"]} {"rows":[{"tags":["beta"]},{"tags":["live"]}],"first":{"tags":["beta"]}} undefined
inverseOperationIds /a ["note"] {"tags":["beta"]} {"rows":[{"tags":["beta"]},{"tags":["live"]}],"first":{"tags":["beta"]}} undefined
openapi-format: Pet,Cat
redocly: Pet,Cat,Dog' ]]
