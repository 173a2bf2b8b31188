#!/usr/bin/env bash
# @databricks/ai-sdk-provider 0.5.1: an answer that was cut off at the limit of tokens no longer says so once its usage follows.
#
# Guess before the run: the reason stays, whether the counts of tokens come in the same chunk or in one of their own.
# Seen on 2026-11-28: `finish_reason: "length"`, then the chunk with `choices: []` and `usage`: the reason is `other`. Without that
# chunk it is `length`. @ai-sdk/openai-compatible 2.0.92 gives `length` for both streams.
#
# Who asks for usage in a stream (`stream_options.include_usage`) gets it in a last chunk, whose `choices` are always empty (OpenAI's
# reference, "Create chat completion"). A gateway that counts tokens asks for it: a program then cannot tell half an answer from a
# whole one.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @databricks/ai-sdk-provider@0.5.1 @ai-sdk/openai-compatible@2.0.92 ai@6.0.326 >/dev/null
cat >probe.mjs <<'JS'
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { createDatabricksProvider } from "@databricks/ai-sdk-provider";
import { streamText } from "ai";
const chunk = (rest) => ({ id: "1", object: "chat.completion.chunk", created: 1, model: "chat", ...rest });
const choice = (delta, finish_reason) => chunk({ choices: [{ index: 0, delta, finish_reason }] });
const cut = [choice({ role: "assistant", content: "half an" }, null), choice({}, "length")];
const usage = chunk({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 } });
const headers = { "Content-Type": "text/event-stream" };
const answer = (chunks) => async () =>
    new Response([...chunks.map((each) => JSON.stringify(each)), "[DONE]"].map((data) => `data: ${data}\n\n`).join(""), { headers });
const baseURL = "http://model.example";
const models = {
    databricks: (fetch) => createDatabricksProvider({ baseURL, fetch }).chatCompletions("chat"),
    compatible: (fetch) => createOpenAICompatible({ name: "any", baseURL, fetch }).chatModel("chat"),
};
for (const [name, model] of Object.entries(models)) {
    const reason = (chunks) => streamText({ model: model(answer(chunks)), prompt: "Say it." }).finishReason;
    console.log(`${name}: ${await reason(cut)}, with usage ${await reason([...cut, usage])}`);
}
JS
seen=$(node probe.mjs)
echo "$seen"
[[ $seen == "databricks: length, with usage other
compatible: length, with usage length" ]]
