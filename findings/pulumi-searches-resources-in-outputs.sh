#!/usr/bin/env bash
# @pulumi/pulumi 3.248.0: an output whose value holds a resource is searched for unknown values through that resource, its
# parent, and all that the members of the parent hold.
#
# Guess before the run: the search stops at a resource, whose outputs are promises of their own.
# Seen on 2026-11-28: one output that holds one of three children reads a member of the parent and of each sibling.
#
# With an output for each of many resources, the time grows with the square of their number.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @pulumi/pulumi@3.248.0 >/dev/null
cat >probe.js <<'JS'
const pulumi = require("@pulumi/pulumi");
pulumi.runtime.setMocks({ newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) });
const parent = new pulumi.ComponentResource("test:index:Parent", "parent");
// As components usually keep what they declare.
const children = parent.children = ["a", "b", "c"].map((name) => new pulumi.CustomResource("test:index:Child", name, {}, { parent }));
const read = new Set();
for (const [name, resource] of Object.entries({ parent, a: children[0], b: children[1], c: children[2] })) {
    Object.defineProperty(resource, "watched", { enumerable: true, get: () => void read.add(name) });
}
const text = pulumi.output("text").apply((text) => ({ text, held: [children[0]] }));
text.apply(({ text }) => text).promise().then(() => console.log([...read].sort().join(" ")));
JS
seen=$(node probe.js)
echo "$seen"
[[ $seen == "a b c parent" ]]
