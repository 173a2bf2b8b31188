#!/usr/bin/env bash
# @azure/core-sse 2.4.0 and fetch-event-stream 0.1.6: an event that begins with an empty line loses it.
#
# Guess before the run: `data:` and then `data: b` are the text "\nb", as they are for other parsers.
# Seen on 2026-11-28: both give "b". An empty line further down stays. fetch-event-stream also takes away all spaces in front of
# the text, where the specification (HTML, 9.2.6) takes one. eventsource-parser 4.1.3 gives what was guessed.
#
# In a stream of plain text, a part of a model's answer often begins with a line break or a space: its words run together.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @azure/core-sse@2.4.0 fetch-event-stream@0.1.6 eventsource-parser@4.1.3 >/dev/null
cat >probe.mjs <<'JS'
import { createSseStream } from "@azure/core-sse";
import { EventSourceParserStream } from "eventsource-parser/stream";
import { events } from "fetch-event-stream";
const readers = {
    "core-sse": (text) => createSseStream(new Response(text).body),
    "fetch-event-stream": (text) => events(new Response(text)),
    "eventsource-parser": (text) =>
        new Response(text).body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream()),
};
const streams = ["data:\ndata: b\n\n", "data: a\ndata:\ndata: b\n\n", "data:  world\n\n"];
for (const [name, read] of Object.entries(readers)) {
    const seen = streams.map(() => []);
    for (const [index, text] of streams.entries()) {
        for await (const { data } of read(text)) seen[index].push(data);
    }
    console.log(name, JSON.stringify(seen));
}
JS
seen=$(node probe.mjs)
echo "$seen"
[[ $seen == 'core-sse [["b"],["a\n\nb"],[" world"]]
fetch-event-stream [["b"],["a\n\nb"],["world"]]
eventsource-parser [["\nb"],["a\n\nb"],[" world"]]' ]]
