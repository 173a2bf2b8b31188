#!/usr/bin/env bash
# openapi-to-postmanv2 6.3.3: an operation that takes no key gets one, and one that takes two gets one of them.
#
# Guess before the run: `security: []` becomes "no auth", and two schemes that are needed together are both in the request.
# Seen on 2026-11-28: the request of `security: []` has no authentication of its own, so that it inherits the collection's and
# sends the key. `security: [{}]` becomes "no auth". Of `{key, tenant}` the second one is nowhere in the collection.
#
# An empty list takes the document's requirement away (OpenAPI 3.0.3, Operation Object). Who imports a published API into Postman
# sends the key to the open operations, and is refused by those that want a subscription's key and a token.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund openapi-to-postmanv2@6.3.3 postman-collection@5.3.1 >/dev/null 2>&1
cat >probe.js <<'JS'
const { convertV2 } = require("openapi-to-postmanv2");
const { Collection } = require("postman-collection");
const header = (name) => ({ type: "apiKey", in: "header", name });
const get = (security) => ({ get: { security, responses: { 200: { description: "ok" } } } });
const document = {
    openapi: "3.0.3",
    info: { title: "t", version: "1" },
    servers: [{ url: "https://a.example" }],
    security: [{ key: [], tenant: [] }],
    paths: { "/both": get(), "/none": get([]), "/nothing": get([{}]) },
    components: { securitySchemes: { key: header("X-Key"), tenant: header("X-Tenant") } },
};
convertV2({ type: "json", data: document }, {}, (_error, { output }) => {
    const [{ data }] = output;
    new Collection(data).forEachItem((item) => {
        const auth = item.getAuth();
        console.log(item.name, auth.type, auth.parameters().toObject().key ?? "");
    });
    console.log("X-Tenant:", JSON.stringify(data).includes("X-Tenant"));
});
JS
seen=$(node probe.js)
echo "$seen"
[[ $seen == "/both apikey X-Key
/none apikey X-Key
/nothing noauth 
X-Tenant: false" ]]
