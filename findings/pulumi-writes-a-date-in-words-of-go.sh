#!/usr/bin/env bash
# Pulumi's CLI 3.260.0: a date without quotes in a stack's configuration reaches the program as `2027-01-31 00:00:00 +0000 UTC`.
#
# Guess before the run: as `2027-01-31`, the text that the file has, or as `2027-01-31T00:00:00Z`, as JSON has times.
# Seen on 2026-11-28: YAML 1.1 makes a time of it, and Go prints that (`time.Time`, `String`). `pulumi stack init` even writes
# this text back into the file. A setting that takes dates has to take this form, too.
#
# Needs `pulumi` on PATH. Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export PULUMI_BACKEND_URL="file://$work" PULUMI_CONFIG_PASSPHRASE=probe PULUMI_HOME="$work/home" PULUMI_SKIP_UPDATE_CHECK=true
printf 'name: probe\nruntime: yaml\n' >Pulumi.yaml
printf 'config:\n  probe:keys:\n    - expires: 2027-01-31\n' >Pulumi.dev.yaml
pulumi stack init dev >/dev/null 2>&1
read_as=$(pulumi config get --path 'probe:keys[0].expires' --stack dev)
echo "read as: $read_as"
grep expires Pulumi.dev.yaml
[ "$read_as" = "2027-01-31 00:00:00 +0000 UTC" ]
