import assert from "node:assert/strict";
import { withoutTags } from "../../transforms/withoutTags";

describe("a workspace's text without tags", () => {
    it("keeps the text, and begins no tag, comment or link of HTML", () => {
        const said = withoutTags("a < b <script>x</script> <!-- y --> <https://contoso.example>");
        assert.equal(said, "a &lt; b &lt;script>x&lt;/script> &lt;!-- y --> &lt;https://contoso.example>");
    });

    it("leaves alone what is no HTML", () => {
        const markdown = "# R&D\n\n> see [the card](https://contoso.example?a=1&b=2) -> 5 > 4, `x`";
        assert.equal(withoutTags(markdown), markdown);
    });
});
