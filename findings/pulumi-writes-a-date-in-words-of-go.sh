#!/usr/bin/env bash
# Pulumi's SDK for Go 3.250.0, which reads the engine's configuration files: a date without quotes is `2027-01-31 00:00:00 +0000 UTC`.
#
# Guess before the run: `2027-01-31`, the text that the file has, or `2027-01-31T00:00:00Z`, as JSON has times.
# Seen on 2026-11-28: the YAML reader makes a time of it, and Go prints that (`time.Time`, `String`). A program gets this text
# from `pulumi config`, and a setting that takes dates has to take this form, too.
#
# Needs Go 1.25.11 or newer. Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >go.mod <<'EOF'
module probe

go 1.25.11

require (
	github.com/pulumi/pulumi/sdk/v3 v3.250.0
	gopkg.in/yaml.v3 v3.0.1
)
EOF
cat >main.go <<'EOF'
package main

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/config"
	"gopkg.in/yaml.v3"
)

func main() {
	var settings config.Map
	if err := yaml.Unmarshal([]byte("probe:keys:\n  - expires: 2027-01-31\n"), &settings); err != nil {
		panic(err)
	}
	text, err := settings[config.MustMakeKey("probe", "keys")].Value(config.NopDecrypter)
	if err != nil {
		panic(err)
	}
	fmt.Println(text)
}
EOF
read_as=$(GOFLAGS=-mod=mod go run . 2>"$work/go.log") || { tail -n 5 "$work/go.log" >&2; exit 1; }
echo "read as: $read_as"
[ "$read_as" = '[{"expires":"2027-01-31 00:00:00 +0000 UTC"}]' ]
