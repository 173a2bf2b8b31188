#!/usr/bin/env bash
# openai 6.49.0 (npm): `AzureOpenAI` puts `/deployments/{model}` behind a `baseURL` that was given whole.
#
# Guess before the run: `baseURL` is where calls go, as for `OpenAI`, and only `endpoint` gets `/openai/deployments/{model}`.
# Seen on 2026-11-28: `baseURL: http://127.0.0.1:PORT/mine` and `model: chat` ask for `/mine/deployments/chat/chat/completions`.
# With `deployment: other` in the options it is `/mine/deployments/other/chat/completions`.
#
# A gateway that is reached by base URL has to answer below `deployments/` too.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund openai@6.49.0 >/dev/null
cat >probe.mjs <<'JS'
import { createServer } from "node:http";
import { AzureOpenAI, OpenAI } from "openai";
const server = createServer(({ url }, response) => {
    console.log(url);
    response.setHeader("content-type", "application/json").end("{}");
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const baseURL = `http://127.0.0.1:${server.address().port}/mine`;
const call = { model: "chat", messages: [{ role: "user", content: "hi" }] };
await new OpenAI({ apiKey: "k", baseURL }).chat.completions.create(call);
await new AzureOpenAI({ apiKey: "k", baseURL, apiVersion: "v" }).chat.completions.create(call);
await new AzureOpenAI({ apiKey: "k", baseURL, apiVersion: "v", deployment: "other" }).chat.completions.create(call);
server.close();
JS
seen=$(node probe.mjs)
echo "$seen"
[[ $seen == '/mine/chat/completions
/mine/deployments/chat/chat/completions?api-version=v
/mine/deployments/other/chat/completions?api-version=v' ]]
