#!/usr/bin/env bash
# openapi-diff-core 2.1.7 (Maven): an API that begins to want a key is compatible, and an object that is closed is unchanged.
#
# Guess before the run: a further key, a closed object and new limits of a request, such as a `pattern`, are all incompatible.
# Seen on 2026-11-28: a second key beside the first is incompatible, the first one, where there was none, is compatible. A first
# `enum` of a text and a first `minItems` are compatible, while a first `pattern` is not. `additionalProperties: false` and a new
# `not` are no change at all.
#
# A pipeline that asks this tool lets through what every caller, or every caller with further properties, breaks at.
# Needs Java and Maven. Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
    <modelVersion>4.0.0</modelVersion>
    <groupId>probe</groupId>
    <artifactId>probe</artifactId>
    <version>1</version>
    <dependencies>
        <dependency>
            <groupId>org.openapitools.openapidiff</groupId>
            <artifactId>openapi-diff-core</artifactId>
            <version>2.1.7</version>
        </dependency>
    </dependencies>
</project>
XML
mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib >/dev/null
cat >Probe.java <<'JAVA'
import org.openapitools.openapidiff.core.OpenApiCompare;

class Probe {
    static String document(String security, String schema) {
        return """
            {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "security": %s,
             "components": {"securitySchemes": {"one": {"type": "apiKey", "in": "header", "name": "One"},
                                                "two": {"type": "apiKey", "in": "header", "name": "Two"}}},
             "paths": {"/a": {"post": {"requestBody": {"content": {"application/json": {"schema": %s}}},
                                       "responses": {"200": {"description": "ok"}}}}}}""".formatted(security, schema);
    }

    static void compare(String name, String before, String after) {
        var changes = OpenApiCompare.fromContents(before, after);
        System.out.println(name + ": " + (changes.isUnchanged() ? "unchanged" : changes.isIncompatible() ? "incompatible" : "compatible"));
    }

    static void limit(String type, String keyword) {
        compare(keyword, document("[]", "{\"type\": " + type + "}"), document("[]", "{\"type\": " + type + ", " + keyword + "}"));
    }

    public static void main(String[] arguments) {
        var text = "{\"type\": \"string\"}";
        compare("first key", document("[]", text), document("[{\"one\": []}]", text));
        compare("second key", document("[{\"one\": []}]", text), document("[{\"one\": [], \"two\": []}]", text));
        limit("\"string\"", "\"pattern\": \"^a\"");
        limit("\"string\"", "\"enum\": [\"a\"]");
        limit("\"array\", \"items\": {}", "\"minItems\": 3");
        limit("\"object\", \"properties\": {\"a\": {}}", "\"additionalProperties\": false");
        limit("\"string\"", "\"not\": {\"enum\": [\"a\"]}");
    }
}
JAVA
seen=$(java -cp 'lib/*' Probe.java 2>/dev/null)
echo "$seen"
[[ $seen == 'first key: compatible
second key: incompatible
"pattern": "^a": incompatible
"enum": ["a"]: compatible
"minItems": 3: compatible
"additionalProperties": false: unchanged
"not": {"enum": ["a"]}: unchanged' ]]
