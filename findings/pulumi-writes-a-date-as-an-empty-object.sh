#!/usr/bin/env bash
# @pulumi/pulumi 3.276.0: a Date, a URL, a Map or a bigint in an input arrives as `{}`, a Buffer as its bytes by number.
#
# Guess before the run: a Date arrives as the text that `toJSON` gives, or the program fails; never as an empty object.
# Seen on 2026-11-28: what has no members of its own is an empty object, without an error or a warning. A dynamic value takes any
# of them (`any`, as the custom properties of an API in API Center): the compiler does not notice.
#
# A model's date of retirement is `{}` in the catalogue and in the state, and another date is no change.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @pulumi/pulumi@3.276.0 >/dev/null
cat >probe.js <<'JS'
const pulumi = require("@pulumi/pulumi");
pulumi.runtime.setMocks({
    call: () => ({}),
    newResource: ({ inputs }) => {
        for (const [name, value] of Object.entries(inputs).sort()) console.log(name, value);
        return { id: "id", state: {} };
    },
});
const inputs = {
    date: new Date("2027-01-31"),
    url: new URL("https://a.example/b"),
    map: new Map([["a", 1]]),
    bigint: 2n,
    buffer: Buffer.from("a"),
};
new pulumi.CustomResource("probe:index:Probe", "probe", inputs);
JS
seen=$(node probe.js)
echo "$seen"
[[ $seen == "bigint {}
buffer { '0': 97 }
date {}
map {}
url {}" ]]
