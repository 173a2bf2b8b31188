#!/usr/bin/env bash
# @msw/source 0.6.1: mocks of a document answer with another operation's example, with no body, with no status, or not at all.
#
# Guess before the run: an operation answers with its example, whatever value that is, and a server's variables have their defaults.
# Seen on 2026-11-28: `churn:explain` and any `churnX` get the example of `churn:score`, since the colon in the path becomes a
# parameter. The examples false and 0 give an empty body. `2XX` gives the status NaN. With a server `https://{region}.example.com`
# no request finds a mock.
#
# Of a path, only what stands in braces is a variable; `2XX` is a range of statuses (OpenAPI 3.0.3, Path Templating and Responses
# Object); a server's variable has its default when no other value is given (Server Variable Object). Model services have methods of
# their own behind a colon, as `:score` or `:predict`: tests pass against another operation's answer.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @msw/source@0.6.1 msw@2.15.0 >/dev/null
cat >probe.mjs <<'JS'
import { fromOpenApi } from "@msw/source/open-api";
import { getResponse } from "msw";
const json = (content) => ({ description: "ok", content: { "application/json": content } });
const operations = {
    "/churn:score": { 200: json({ example: { of: "score" } }) },
    "/churn:explain": { 200: json({ example: { of: "explain" } }) },
    "/no": { 200: json({ example: false }) },
    "/zero": { 200: json({ example: 0 }) },
    "/range": { "2XX": json({ example: {} }) },
};
const paths = Object.fromEntries(Object.entries(operations).map(([path, responses]) => [path, { get: { responses } }]));
const mocks = (server) => fromOpenApi({ openapi: "3.0.3", info: { title: "t", version: "1" }, servers: [server], paths });
const plain = await mocks({ url: "https://eu.example.com" });
const variable = await mocks({ url: "https://{region}.example.com", variables: { region: { default: "eu" } } });
const call = async (handlers, path) => {
    const response = await getResponse(handlers, new Request(`https://eu.example.com${path}`));
    return response ? `${response.status} ${await response.text()}`.trim() : "nothing";
};
for (const path of ["/churn:score", "/churn:explain", "/churnX", "/no", "/zero", "/range"]) console.log(path, await call(plain, path));
console.log("variable", await call(variable, "/no"));
JS
seen=$(node probe.mjs)
echo "$seen"
[[ $seen == '/churn:score 200 {"of":"score"}
/churn:explain 200 {"of":"score"}
/churnX 200 {"of":"score"}
/no 200
/zero 200
/range NaN {}
variable nothing' ]]
