import assert from "node:assert/strict";
import fc from "fast-check";
import { withoutTags } from "../../transforms/withoutTags";
import { propertyRuns } from "./propertyRuns";

describe("a workspace's text without tags", () => {
    it("keeps the text, and begins no tag, comment or link of HTML", () => {
        const said = withoutTags("a < b <script>x</script> <!-- y --> <https://contoso.example>");
        assert.equal(said, "a &lt; b &lt;script>x&lt;/script> &lt;!-- y --> &lt;https://contoso.example>");
    });

    it("leaves alone what is no HTML", () => {
        const markdown = "# R&D\n\n> see [the card](https://contoso.example?a=1&b=2) -> 5 > 4, `x`";
        assert.equal(withoutTags(markdown), markdown);
    });

    for (const target of [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java&#115;cript:alert(1)",
        "java&#x73;cript&colon;alert(1)",
        "java&Tab;script:alert(1)",
        "javascript\\:alert(1)",
        "data:text/html,x",
        "vbscript:x",
    ]) {
        it(`leads no link to a script: ${target}`, () => {
            assert.match(withoutTags(`[x](${target})`), /^\[x\]\(#/);
            assert.match(withoutTags(`![x]( ${target} "title")`), /^!\[x\]\( #/);
            assert.equal(withoutTags(`[x]: ${target}`), `[x]: #${target}`);
        });
    }

    it("leaves other links and words alone", () => {
        const markdown =
            "[a](https://contoso.example) [b](#javascript:) [c](mailto:a@b.c) javascript: a language. a[0]: data";
        assert.equal(withoutTags(markdown), markdown);
    });

    it("stays as it is when it is done once more, and begins no tag, whatever the text", () => {
        const parts = ["<", "&lt;", "[", "](", ")", "]: ", "javascript", ":", "&#106;", "\\", " ", "\n", "data:", "a"];
        const text = fc.array(fc.constantFrom(...parts), { maxLength: 15 }).map((all) => all.join(""));
        fc.assert(
            fc.property(text, (said) => {
                const plain = withoutTags(said);
                assert.ok(!plain.includes("<"));
                assert.doesNotMatch(plain, /\]\(\s*(javascript|data):/);
                assert.equal(withoutTags(plain), plain);
            }),
            propertyRuns(1000),
        );
    });
});
