#!/usr/bin/env bash
# check-jsonschema 0.39.0, which brings Microsoft's schema of Azure Pipelines: a pipeline with `continueOnError: true`, as
# pipelines usually write it, is refused.
#
# Guess before the run: the schema takes true and "true" alike, since Azure Pipelines does.
# Seen on 2026-11-28: only the text is taken. The error that is shown first speaks of the whole document ("is not of type
# 'string'"), the one that names the member comes after it.
#
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv tools
tools/bin/pip install --quiet --disable-pip-version-check check-jsonschema==0.39.0
for value in true '"true"'; do
    printf 'steps:\n    - publish: out\n      artifact: drop\n      continueOnError: %s\n' "$value" >"pipeline.yml"
    if tools/bin/check-jsonschema --builtin-schema vendor.azure-pipelines pipeline.yml >out 2>&1; then
        echo "$value: taken"
    else
        echo "$value: refused; $(grep -o 'continueOnError: True is not of type .*' out)"
    fi
done | tee seen
diff - seen <<'SEEN'
true: refused; continueOnError: True is not of type 'string'
"true": taken
SEEN
