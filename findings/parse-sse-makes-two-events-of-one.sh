#!/usr/bin/env bash
# parse-sse 0.1.0: whether a stream has one event or two depends on where the network cuts it, and half an event is delivered.
#
# Guess before the run: CR and LF are one line end even if they come in two chunks, and an event without its blank line is dropped.
# Seen on 2026-11-28: `data: a\r` and then `\ndata: b\r\n\r\n` are two events, `a` and `b`; in one chunk they are one event of two
# lines. A stream that ends in `data: deliv` gives an event `deliv`. eventsource-parser 4.1.3 does both as guessed.
#
# The specification (HTML, 9.2.6) discards what has no blank line behind it, so that a caller never takes a stream that a gateway
# or a timeout cuts off for a whole answer.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund parse-sse@0.1.0 eventsource-parser@4.1.3 >/dev/null
cat >probe.mjs <<'JS'
import { EventSourceParserStream } from "eventsource-parser/stream";
import { parseServerSentEvents } from "parse-sse";
const headers = { "Content-Type": "text/event-stream" };
const response = (chunks) => new Response(ReadableStream.from(chunks.map((chunk) => Buffer.from(chunk))), { headers });
const readers = {
    "parse-sse": (chunks) => parseServerSentEvents(response(chunks)),
    "eventsource-parser": (chunks) =>
        response(chunks).body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream()),
};
const streams = [
    ["data: a\r\ndata: b\r\n\r\n"],
    ["data: a\r", "\ndata: b\r\n\r\n"],
    ["data: whole\n\ndata: deliv"],
];
for (const [name, read] of Object.entries(readers)) {
    const seen = streams.map(() => []);
    for (const [index, chunks] of streams.entries()) {
        for await (const { data } of read(chunks)) seen[index].push(data);
    }
    console.log(name, JSON.stringify(seen));
}
JS
seen=$(node probe.mjs)
echo "$seen"
[[ $seen == 'parse-sse [["a\nb"],["a","b"],["whole","deliv"]]
eventsource-parser [["a\nb"],["a\nb"],["whole"]]' ]]
