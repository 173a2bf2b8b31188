#!/usr/bin/env bash
# @scalar/postman-to-openapi 0.7.14 and @readme/postman-to-openapi 4.1.0: the document wants another key than the collection sends.
#
# Guess before the run: a key keeps its name and place, `noauth` becomes `security: []`, client credentials stay that flow, and two
# requests of one path and method are two examples of one operation.
# Seen on 2026-11-28: Scalar's names every key `api_key` and puts it in the header, and client credentials become the authorization
# code flow with an address `/oauth/authorize` that nobody gave. Readme's makes `type: http` of everything, with the schemes `apikey`,
# `oauth2` and `noauth`: the key's name is gone, and the request without a key wants something. Scalar's has `security: []` there. Of
# the two requests, both tools keep the second.
#
# `http` is for schemes of the Authorization header (OpenAPI 3.0.3, Security Scheme Object), and these three are none. A caller of the
# converted API sends `api_key`, or nothing, to a gateway that waits for `Ocp-Apim-Subscription-Key`.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @scalar/postman-to-openapi@0.7.14 @readme/postman-to-openapi@4.1.0 js-yaml@4.1.0 >/dev/null 2>&1
cat >probe.mjs <<'JS'
import readme from "@readme/postman-to-openapi";
import { convert as scalar } from "@scalar/postman-to-openapi";
import { load } from "js-yaml";
const schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
const pairs = (values) => Object.entries(values).map(([key, value]) => ({ key, value, type: "string" }));
const key = (name, place) => ({ type: "apikey", apikey: pairs({ key: name, value: "{{key}}", in: place }) });
const token = { grant_type: "client_credentials", accessTokenUrl: "https://login.example.com/token" };
const body = (raw) => ({ mode: "raw", raw, options: { raw: { language: "json" } } });
const request = (method, path, rest) => {
    const url = { raw: `https://api.example.com/${path}`, protocol: "https", host: ["api", "example", "com"], path: [path] };
    return { name: path, request: { method, url, ...rest }, response: [] };
};
const collection = (auth, ...item) => ({ info: { name: "t", schema }, auth, item });
const scored = [request("POST", "score", { body: body('{"first": 1}') }), request("POST", "score", { body: body('{"second": 2}') })];
const header = collection(key("Ocp-Apim-Subscription-Key", "header"), request("GET", "health", { auth: { type: "noauth" } }), ...scored);
const query = collection(key("subscription-key", "query"), ...scored);
const client = collection({ type: "oauth2", oauth2: pairs(token) }, ...scored);
const tools = { scalar, readme: async (source) => load(await readme(JSON.stringify(source))) };
for (const [name, convert] of Object.entries(tools)) {
    for (const source of [header, query, client]) {
        const { components, paths } = await convert(source);
        console.log(name, JSON.stringify(Object.values(components.securitySchemes)));
        if (source !== header) continue;
        console.log(name, "health:", JSON.stringify(paths["/health"].get.security));
        const post = JSON.stringify(paths["/score"].post);
        console.log(name, "score:", ["first", "second"].filter((each) => post.includes(each)).join());
    }
}
JS
seen=$(node probe.mjs)
echo "$seen"
[[ $seen == 'scalar [{"type":"apiKey","name":"api_key","in":"header"}]
scalar health: []
scalar score: second
scalar [{"type":"apiKey","name":"api_key","in":"header"}]
scalar [{"type":"oauth2","flows":{"authorizationCode":{"authorizationUrl":"/oauth/authorize","tokenUrl":"https://login.example.com/token","scopes":{}}}}]
readme [{"type":"http","scheme":"noauth"},{"type":"http","scheme":"apikey"}]
readme health: [{"noauthAuth":[]}]
readme score: second
readme [{"type":"http","scheme":"apikey"}]
readme [{"type":"http","scheme":"oauth2"}]' ]]
