#!/usr/bin/env bash
# xmlbuilder2 4.0.3 and xml-js 1.6.11: a document that is read and written again means something else, with no change made.
#
# Guess before the run: a line break of an attribute stays one, and `&amp;lt;` stays the text `&lt;`.
# Seen on 2026-11-28: both write `&#10;` of an attribute as a bare line break (oozcitak/xmlbuilder2#189), which the next reader
# turns into a space. xmlbuilder2 writes `&amp;lt;` as `&lt;` in attributes and in texts, xml-js in attributes (nashwaan/xml-js#69).
# @xmldom/xmldom 0.9.12 keeps both.
#
# A line break in an attribute is a space unless it is a reference, and `&` has to be escaped (XML 1.0, 3.3.3 and 2.4). An expression
# of an API Management policy is C#: after `// why` on its first line, all of it is a comment. Texts that are escaped twice, such as
# HTML in an answer's body, lose one escape each time that a tool writes the policy.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund xmlbuilder2@4.0.3 xml-js@1.6.11 @xmldom/xmldom@0.9.12 >/dev/null
cat >probe.mjs <<'JS'
import { DOMParser, XMLSerializer } from "@xmldom/xmldom";
import xmlJs from "xml-js";
import { create } from "xmlbuilder2";
const policy = '<set-variable name="a &amp;lt; b" value="@{ // why&#10;return 1; }"><note>a &amp;lt; b</note></set-variable>';
const read = (text) => new DOMParser().parseFromString(text, "text/xml");
const copies = {
    source: policy,
    xmldom: new XMLSerializer().serializeToString(read(policy)),
    xmlbuilder2: create(policy).end({ headless: true }),
    "xml-js": xmlJs.js2xml(xmlJs.xml2js(policy)),
};
for (const [name, copy] of Object.entries(copies)) {
    const { documentElement: root } = read(copy);
    console.log(name, JSON.stringify([root.getAttribute("value"), root.getAttribute("name"), root.textContent]));
}
JS
seen=$(node probe.mjs)
echo "$seen"
[[ $seen == 'source ["@{ // why\nreturn 1; }","a &lt; b","a &lt; b"]
xmldom ["@{ // why\nreturn 1; }","a &lt; b","a &lt; b"]
xmlbuilder2 ["@{ // why return 1; }","a < b","a < b"]
xml-js ["@{ // why return 1; }","a < b","a &lt; b"]' ]]
