import assert from "node:assert/strict";
import * as fc from "fast-check";
import { inlined, markup, Target } from "../../../commands/catalogue/markup";

describe("markup of the catalogue", () => {
    it("escapes what stands between tags and in attributes, whatever it is", () => {
        const value = `</p><script>alert("1")</script>&'`;
        const text = "&lt;/p&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;";
        assert.equal(markup`<p title="a ${value}">${value}</p>`.text, `<p title="a ${text}">${text}</p>`);
    });

    it("has no tag, quote or character that steers a reader but its own", () => {
        fc.assert(
            fc.property(fc.string({ unit: "binary" }), (value) => {
                const made = markup`<p title="${value}">${value}</p>`.text;
                assert.match(made, /^<p title="[^"<>]*">[^"<>]*<\/p>$/);
                assert.ok(!/[\u0000-\u0008\u202e\u2066]/.test(made));
            }),
            { numRuns: 50 },
        );
    });

    it("takes markup as it is, lists in their order, and nothing for what is not there", () => {
        const items = ["a", "<b>"].map((text) => markup`<li>${text}</li>`);
        assert.equal(markup`<ul>${items}${undefined}${false}${0}</ul>`.text, "<ul><li>a</li><li>&lt;b&gt;</li>0</ul>");
    });

    it("links to pages and mailboxes only", () => {
        const link = (text: string) => {
            const target = Target.outside(text);
            return target && markup`<a href="${target}">x</a>`.text;
        };
        assert.equal(link('https://example.com/"><b>'), '<a href="https://example.com/%22%3E%3Cb%3E">x</a>');
        assert.equal(link("mailto:a@example.com"), '<a href="mailto:a@example.com">x</a>');
        for (const text of [
            "javascript:alert(1)",
            "\tjava\nscript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "//x",
            "x",
        ]) {
            assert.equal(link(text), undefined, text);
        }
        assert.equal(
            markup`<a href="${Target.within("apis/../a b.html")}">x</a>`.text,
            '<a href="apis/../a%20b.html">x</a>',
        );
        assert.throws(() => markup`<a href="${"https://example.com"}">x</a>`, /must be a Target/);
    });

    it("refuses a value at a place where it could mean more than itself", () => {
        const value = "x";
        for (const make of [
            () => markup`<p title=${value}>x</p>`,
            () => markup`<p ${value}>x</p>`,
            () => markup`<${value}>x`,
            () => markup`<p onclick="${value}">x</p>`,
            () => markup`<p style="${value}">x</p>`,
            () => markup`<p title='${value}'>x</p>`,
            () => markup`<p title="a>b" ${value}>x</p>`,
        ]) {
            assert.throws(make, /no value may stand in/);
        }
    });

    it("inlines no style or script that ends within itself", () => {
        assert.equal(inlined("style", "a{}").text, "<style>a{}</style>");
        assert.throws(() => inlined("script", 'x="</script>"'), /would end within itself/);
    });
});
