import assert from "node:assert/strict";
import { metadataInWords } from "../../../transforms/publication/metadataInWords";

describe("an endpoint's metadata in words", () => {
    it("names task, models with their shares, owner, tags and scaling, each in order", () => {
        const text = metadataInWords({
            name: "churn",
            task: "llm/v1/chat",
            creator: "ml@contoso.example",
            tags: [{ key: "team", value: "sales" }, { key: "pilot" }],
            config: {
                served_entities: [
                    { name: "b", entity_name: "main.sales.churn", entity_version: "4", scale_to_zero_enabled: false },
                    { name: "a", external_model: { name: "gpt-4o", provider: "openai" } },
                    { name: "c", foundation_model: { name: "llama" }, scale_to_zero_enabled: true },
                ],
                traffic_config: {
                    routes: [
                        { served_entity_name: "a", traffic_percentage: 90 },
                        { served_entity_name: "b", traffic_percentage: 10 },
                    ],
                },
            },
        });
        assert.deepEqual(text.split("\n"), [
            "Task: llm/v1/chat",
            "Serves: gpt-4o of openai (90 % of the calls), llama, main.sales.churn version 4 (10 % of the calls)",
            "Owner: ml@contoso.example",
            "Tags: pilot, team=sales",
            "Scales to zero: some of it: c",
        ]);
    });

    it("leaves out what the workspace does not say", () => {
        assert.equal(metadataInWords({ name: "churn" }), "");
        assert.equal(metadataInWords({ name: "churn", task: "", creator: "", tags: [] }), "");
    });

    it("says the same whatever the order in which the workspace says it", () => {
        const tags = [
            { key: "b", value: "1" },
            { key: "a", value: "2" },
        ];
        const served = ["x", "y"].map((name) => ({ name, entity_name: name, scale_to_zero_enabled: true }));
        const said = (reverse: boolean) =>
            metadataInWords({
                name: "churn",
                tags: reverse ? [...tags].reverse() : tags,
                config: { served_entities: reverse ? [...served].reverse() : served },
            });
        assert.equal(said(true), said(false));
    });

    it("begins no tag, which the portal would take for HTML, whatever the workspace says", () => {
        const text = metadataInWords({
            name: "churn",
            task: "<b>",
            creator: "<script>alert(1)</script>",
            tags: [{ key: "a<b", value: `${"x".repeat(296)}<img src=x onerror=alert(1)>` }],
            config: { served_entities: [{ name: "<i>", entity_version: "<u>", scale_to_zero_enabled: true }] },
        });
        assert.doesNotMatch(text, /</);
        assert.match(text, /^Owner: &lt;script>alert\(1\)&lt;\/script>$/m);
    });

    it("keeps to one line for each, and to as much as can be read", () => {
        const tags = Array.from({ length: 40 }, (_, index) => ({ key: `k${index}`, value: `a\nb${"c".repeat(999)}` }));
        const [line, ...more] = metadataInWords({ name: "churn", tags }).split("\n");
        assert.deepEqual(more, []);
        assert.match(line!, /, and 20 more$/);
        assert.ok(line!.length < 7000);
    });
});
