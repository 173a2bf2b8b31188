#!/usr/bin/env bash
# @pulumi/pulumi 3.248.0: an input that is called `id` never reaches the provider.
#
# Guess before the run: a resource whose arguments have `id`, as azure-native's PolicyFragment, sends it as every other input.
# Seen on 2026-11-28: it is dropped without a word (pulumi/pulumi#13781), and azure-native names the fragment after the resource.
#
# Policies name fragments by that identifier: the logical name has to be the identifier.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @pulumi/pulumi@3.248.0 >/dev/null
cat >probe.js <<'JS'
const pulumi = require("@pulumi/pulumi");
const newResource = ({ inputs }) => {
    console.log(JSON.stringify(inputs));
    return { id: "made", state: inputs };
};
pulumi.runtime.setMocks({ newResource, call: () => ({}) });
new pulumi.CustomResource("azure-native:apimanagement:PolicyFragment", "logical", { id: "given", value: "<fragment />" });
JS
seen=$(node probe.js)
echo "$seen"
[[ $seen == '{"value":"<fragment />"}' ]]
