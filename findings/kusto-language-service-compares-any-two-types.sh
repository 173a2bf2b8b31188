#!/usr/bin/env bash
# @kusto/language-service-next 12.4.1: `==` takes any two types, so a column of texts may be compared with false or a number.
#
# Guess before the run: a diagnostic for `success == false` where `success` is a text, as for `where success`.
# Seen on 2026-11-28: none for any pair of types that was tried, while `where success` and `success and true` have one. A check of
# queries by this service does not notice a column whose type is another one than the query's author thought.
#
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo "{}" >package.json
npm install --silent --no-save --no-package-lock --no-audit --no-fund @kusto/language-service-next@12.4.1
cat >probe.js <<'EOF'
require("@kusto/language-service-next/bridge.min.js");
require("@kusto/language-service-next/Kusto.Language.Bridge.min.js");
const { GlobalState, KustoCode, Symbols } = globalThis.Kusto.Language;
const table = Symbols.TableSymbol.From("(success: string, count: long, at: datetime)").WithName("requests");
const globals = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.ctor("insights", [table]));
for (const predicate of [
    "success == 'false'",
    "success == false",
    "success == 200",
    "count == 'x'",
    "at == 'x'",
    "success",
    "success and true",
]) {
    const { Count } = KustoCode.ParseAndAnalyze(`requests | where ${predicate}`, globals).GetDiagnostics();
    console.log(`${predicate}: ${Count}`);
}
EOF
seen=$(node probe.js)
echo "$seen"
[ "$seen" = "success == 'false': 0
success == false: 0
success == 200: 0
count == 'x': 0
at == 'x': 0
success: 1
success and true: 1" ]
