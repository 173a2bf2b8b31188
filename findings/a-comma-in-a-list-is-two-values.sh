#!/usr/bin/env bash
# express-openapi-validator 5.6.2 and openapi-backend 5.21.2: of a list with `explode: false`, a comma within a value parts it.
#
# Guess before the run: a validator splits at the commas that stand in the URL, and decodes afterwards, so that `a%2Cb,c` is `a,b`
# and `c`.
# Seen on 2026-11-28: both decode first and see `a`, `b` and `c`. openapi-fetch 0.17.0 sends the two values exactly so (RFC 6570,
# 3.2.8, which OpenAPI 3.0.3 refers to).
#
# A client made from the published document filters by other values than it was given, and nobody is told.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund express@5.3.0 express-openapi-validator@5.6.2 openapi-backend@5.21.2 openapi-fetch@0.17.0 >/dev/null 2>&1
cat >probe.mjs <<'JS'
import express from "express";
import { middleware } from "express-openapi-validator";
import { OpenAPIBackend } from "openapi-backend";
import createClient from "openapi-fetch";
const schema = { type: "array", items: { type: "string" } };
const parameters = [{ in: "query", name: "tags", explode: false, schema }];
const responses = { 200: { description: "ok" } };
const document = () => ({
    openapi: "3.0.3",
    info: { title: "t", version: "1" },
    paths: { "/rows": { get: { operationId: "rows", parameters, responses } } },
});
const backend = await new OpenAPIBackend({ definition: document() }).init();
backend.register("rows", ({ request }, _request, response) => response.json(request.query.tags));
const servers = {
    "express-openapi-validator": [
        middleware({ apiSpec: document() }),
        ({ query }, response) => response.json(query.tags),
    ],
    "openapi-backend": [
        (request, response) => {
            const [path, query] = request.url.split("?");
            console.log("sent:", query);
            return backend.handleRequest({ method: "GET", path, query, headers: {} }, request, response);
        },
    ],
};
for (const [name, handlers] of Object.entries(servers)) {
    const server = express().use(handlers).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const client = createClient({
        baseUrl: `http://127.0.0.1:${server.address().port}`,
        querySerializer: { array: { style: "form", explode: false } },
    });
    const { data } = await client.GET("/rows", { params: { query: { tags: ["a,b", "c"] } } });
    console.log(`${name}: ${JSON.stringify(data)}`);
    server.closeAllConnections();
    server.close();
}
JS
seen=$(node probe.mjs)
echo "$seen"
[[ $seen == 'express-openapi-validator: ["a","b","c"]
sent: tags=a%2Cb,c
openapi-backend: ["a","b","c"]' ]]
