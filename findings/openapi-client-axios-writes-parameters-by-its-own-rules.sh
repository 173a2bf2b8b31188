#!/usr/bin/env bash
# openapi-client-axios 7.9.1: a client made of a document sends lists and objects under other names than the document has.
#
# Guess before the run: `style` and `explode` are followed: a list is `ids=1&ids=2`, or `ids=1,2` without `explode`, and an object in a
# header is `a,1,b,2`.
# Seen on 2026-11-28: a list is `ids[]=1&ids[]=2` in both cases, an object with `explode` is `filter[a]=1` instead of `a=1`, an object
# in a header is `[object Object]`, and a parameter of `application/json` becomes `where[a]=1`. The comma of a list in a path is
# encoded, so that two values are one. swagger-client 3.37.3 sends all of them as the document says.
#
# `form` with `explode` is the default of a query, `simple` that of paths and headers (OpenAPI 3.0.3, Parameter Object, "Style
# Values"). A gateway that holds requests to the document answers that `ids` is missing.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund openapi-client-axios@7.9.1 axios@1.21.1 swagger-client@3.37.3 >/dev/null
cat >probe.mjs <<'JS'
import { createServer } from "node:http";
import { OpenAPIClientAxios } from "openapi-client-axios";
import SwaggerClient from "swagger-client";
const server = createServer(({ url, headers }, response) => {
    console.log(decodeURIComponent(url.split("?")[1]));
    console.log("path", url.split("?")[0], "header", headers["x-of"]);
    response.setHeader("Content-Type", "application/json").end("{}");
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const list = { type: "array", items: { type: "string" } };
const object = { type: "object" };
const parameters = [
    { name: "ids", in: "query", schema: list },
    { name: "few", in: "query", explode: false, schema: list },
    { name: "filter", in: "query", schema: object },
    { name: "where", in: "query", content: { "application/json": { schema: object } } },
    { name: "x-of", in: "header", schema: object },
    { name: "names", in: "path", required: true, schema: list },
];
const document = {
    openapi: "3.0.3",
    info: { title: "t", version: "1" },
    servers: [{ url: `http://127.0.0.1:${server.address().port}` }],
    paths: { "/of/{names}": { get: { operationId: "score", parameters, responses: { 200: { description: "ok" } } } } },
};
const values = { ids: ["1", "2"], few: ["1", "2"], filter: { a: 1 }, where: { a: 1 }, "x-of": { a: 1, b: 2 }, names: ["p", "q"] };
await (await new OpenAPIClientAxios({ definition: document }).init()).score(values);
await (await SwaggerClient({ spec: document })).apis.default.score(values);
server.close();
JS
seen=$(node probe.mjs)
echo "$seen"
[[ $seen == 'ids[]=1&ids[]=2&few[]=1&few[]=2&filter[a]=1&where[a]=1
path /of/p%2Cq header [object Object]
ids=1&ids=2&few=1,2&a=1&where={"a":1}
path /of/p,q header a,1,b,2' ]]
