import assert from "node:assert/strict";
import { rawFromXml, xmlFromRaw } from "../../../emulator/arm/resources/policyFormat";

describe("the two forms of a policy document", () => {
    for (const [what, raw, xml] of [
        [
            "comparisons and texts",
            '<a b="@(x < 1 && y > "2")" />',
            '<a b="@(x &lt; 1 &amp;&amp; y &gt; &quot;2&quot;)" />',
        ],
        ["brackets inside texts", '<a>@(f(")") + "(")</a><b/>', "<a>@(f(&quot;)&quot;) + &quot;(&quot;)</a><b/>"],
        ["escaped quotes inside texts", '<a>@("\\")" + "<")</a>', "<a>@(&quot;\\&quot;)&quot; + &quot;&lt;&quot;)</a>"],
        ["verbatim texts", '<a>@(@"c:\\" + @"""<")</a>', "<a>@(@&quot;c:\\&quot; + @&quot;&quot;&quot;&lt;&quot;)</a>"],
        ["statements", '<a>@{ if (x < 1) { return "}"; } }</a>', "<a>@{ if (x &lt; 1) { return &quot;}&quot;; } }</a>"],
    ] as const) {
        it(`escapes ${what}, and takes it back`, () => {
            assert.equal(xmlFromRaw(raw), xml);
            assert.equal(rawFromXml(xml), raw);
        });
    }

    it("leaves everything outside of expressions alone", () => {
        const policy = '<set-header name="a"><value>me@example.com &lt; {{name}}</value></set-header>';
        assert.equal(xmlFromRaw(policy), policy);
        assert.equal(rawFromXml(policy), policy);
    });
});
