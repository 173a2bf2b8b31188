#!/usr/bin/env bash
# openapi-diff 0.24.1: a request that no longer takes null, and an answer with a further value, are no differences at all.
#
# Guess before the run: both are reported, the first as breaking, as a smaller `maxLength` is.
# Seen on 2026-11-28: `maxLength` from 9 to 3 in a request is breaking. `nullable: true` taken away there, and a value that is
# added to the `enum` of an answer, give an empty report: neither breaking, nor compatible, nor unclassified.
#
# A pipeline that asks this tool whether callers break lets both through.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund openapi-diff@0.24.1 >/dev/null 2>&1
cat >probe.js <<'JS'
const { diffSpecs } = require("openapi-diff");
const json = (schema) => ({ content: { "application/json": { schema } } });
const document = (request, answer) => ({
    openapi: "3.0.3",
    info: { title: "t", version: "1" },
    paths: {
        "/a": {
            post: { operationId: "a", requestBody: json(request), responses: { 200: { description: "ok", ...json(answer) } } },
        },
    },
});
const note = (schema) => ({ type: "object", required: ["note"], properties: { note: { type: "string", ...schema } } });
const spec = (location, content) => ({ location, format: "openapi3", content: JSON.stringify(content) });
async function differences(before, after) {
    const { breakingDifferences = [], nonBreakingDifferences, unclassifiedDifferences } = await diffSpecs({
        sourceSpec: spec("before", document(...before)),
        destinationSpec: spec("after", document(...after)),
    });
    return [breakingDifferences, nonBreakingDifferences, unclassifiedDifferences].map((list) => list.length).join("/");
}
(async () => {
    const text = { type: "string" };
    const shorter = await differences([note({ maxLength: 9 }), text], [note({ maxLength: 3 }), text]);
    const nullGone = await differences([note({ nullable: true }), text], [note({}), text]);
    const grades = (...values) => [note({}), { type: "string", enum: values }];
    const further = await differences(grades("a"), grades("a", "b"));
    console.log(`breaking/compatible/unclassified: maxLength ${shorter}, null gone ${nullGone}, further answer ${further}`);
})();
JS
seen=$(node probe.js)
echo "$seen"
[[ $seen == "breaking/compatible/unclassified: maxLength 1/0/0, null gone 0/0/0, further answer 0/0/0" ]]
