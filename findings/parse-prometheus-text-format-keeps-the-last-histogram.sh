#!/usr/bin/env bash
# parse-prometheus-text-format 1.1.1: of a histogram with labels, the buckets of the last set of labels stay, and nothing says whose.
#
# Guess before the run: histograms and summaries of two models are two entries, each with its labels, sum and count.
# Seen on 2026-11-28: they are one entry, which has no `labels`, no `sum` and no `count`. Its numbers are those that came last, so a
# quantile that only the first model has stands beside one of the second. Without labels nothing is lost, and a gauge keeps its
# labels. The parser of prometheus_client 0.26.0 (PyPI) gives all samples.
#
# In the text format each set of labels is a series of its own, and `le` or `quantile` is one label more (Exposition formats,
# "Histograms and summaries"). A dashboard of several served models shows one of them, as if it were all of them.
# Needs Python with venv. Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund parse-prometheus-text-format@1.1.1 >/dev/null
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check prometheus-client==0.26.0
cat >metrics.txt <<'TXT'
# TYPE latency histogram
latency_bucket{model="a",le="0.1"} 1
latency_bucket{model="a",le="+Inf"} 3
latency_sum{model="a"} 0.5
latency_count{model="a"} 3
latency_bucket{model="b",le="0.1"} 10
latency_bucket{model="b",le="+Inf"} 30
latency_sum{model="b"} 5
latency_count{model="b"} 30
# TYPE tokens summary
tokens{model="a",quantile="0.5"} 1
tokens{model="a",quantile="0.9"} 2
tokens_sum{model="a"} 3
tokens_count{model="a"} 2
tokens{model="b",quantile="0.5"} 10
# TYPE load gauge
load{model="a"} 7
load{model="b"} 8
TXT
cat >probe.js <<'JS'
const parse = require("parse-prometheus-text-format");
for (const { name, metrics } of parse(require("node:fs").readFileSync("metrics.txt", "utf8"))) console.log(name, JSON.stringify(metrics));
JS
cat >probe.py <<'PY'
from prometheus_client.parser import text_string_to_metric_families as parse

for family in parse(open("metrics.txt").read()):
    print(family.name, len(family.samples), "samples of models", *sorted({sample.labels["model"] for sample in family.samples}))
PY
seen=$(
    node probe.js
    venv/bin/python probe.py
)
echo "$seen"
[[ $seen == 'latency [{"buckets":{"0.1":"10","+Inf":"30"}}]
tokens [{"quantiles":{"0.5":"10","0.9":"2"}}]
load [{"value":"7","labels":{"model":"a"}},{"value":"8","labels":{"model":"b"}}]
latency 8 samples of models a b
tokens 5 samples of models a b
load 2 samples of models a b' ]]
