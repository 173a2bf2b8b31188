import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { policyTable } from "../../emulator/gateway/policyTable";
import { policyFile } from "../../settings/policyFile";
import { type OwnScope, type OwnSection, policySections, scopeProblem } from "../../settings/policySections";
import { refusalOf, settingsWith } from "./configuration";

const path = "tests/settings/policyFiles/company-headers.xml";
const check = (text: string, section: OwnSection = "inbound", scope: OwnScope = "api") =>
    policyFile("p.xml", Buffer.from(text), { section, scope });

describe("a file with a policy fragment, in the settings", () => {
    it("arrives to the byte, with the policies and named values in it", () => {
        const { policies } = settingsWith({ policies: { inbound: [{ file: path }] } }).endpoints[0]!;
        const { file, fragment, position } = policies!.inbound![0]!;
        assert.deepEqual(file, {
            path,
            text: readFileSync(path, "utf8"),
            policies: ["set-header"],
            namedValues: ["company-name"],
        });
        assert.match(fragment, /^own-company-headers-[0-9a-f]{8}$/);
        assert.equal(position, "before");
    });

    it("is told with the setting, the file and the line", () => {
        const policies = { outbound: [{ fragment: "a" }, { file: "tests/settings/policyFiles/none.xml" }] };
        assert.match(
            refusalOf({ policies }),
            /serving-gateway:policies\.outbound\[1\]\.file \(tests\/settings\/policyFiles\/none\.xml\): the file does not exist/,
        );
        const file = "tests/golden/policies/pat.xml";
        const endpoints = [{ name: "churn", policies: { outbound: [{ file }] } }];
        assert.match(
            refusalOf({ endpoints }),
            /endpoints\[0\]\.policies\.outbound\[0\]\.file \(tests\/golden\/policies\/pat\.xml, line \d+\): /,
        );
    });

    for (const file of [
        "/etc/passwd.xml",
        "../a.xml",
        "a/../../b.xml",
        "./a.xml",
        "a\\b.xml",
        "a.txt",
        "",
        "C:/a.xml",
    ]) {
        it(`is not the path ${JSON.stringify(file)}`, () => {
            assert.match(
                refusalOf({ policies: { inbound: [{ file }] } }),
                /inbound\[0\]\.file must be the path of an \.xml file/,
            );
        });
    }

    for (const [what, text, problem] of [
        [
            "an element that does not end",
            "<fragment>\n<a>\n</fragment>",
            /^\(p\.xml, line 2\): the file is not well-formed/,
        ],
        [
            "an expression that is not escaped",
            '<fragment>\n\n<a b="@("x")" /></fragment>',
            /line 3\): .*not well-formed/,
        ],
        ["a bare ampersand", "<fragment>\n<!-- & -->\n<a>b & c</a></fragment>", /line 3\): the file has a bare &/],
        ["a control character", "<fragment>\n\u0001</fragment>", /line 2\): XML has no control characters/],
        ["a document type", "<!DOCTYPE a>\n<fragment />", /line 1\): a document type is not allowed/],
        ["a byte order mark", "\uFEFF<fragment />", /line 1\): the file begins with a byte order mark/],
        ["another root", "\n<policies />", /line 2\): the root element is <policies>/],
        ["a section", "<fragment>\n<inbound /></fragment>", /line 2\): <inbound> cannot stand in a fragment/],
        [
            "base",
            '<fragment><choose>\n<when condition="@(true)"><base /></when></choose></fragment>',
            /line 2\): <base> /,
        ],
        [
            "another fragment",
            '<fragment>\n<include-fragment fragment-id="a" /></fragment>',
            /line 2\): <include-fragment> /,
        ],
        ["text between policies", "<fragment>\n<trace />set it</fragment>", /line 2\): text stands between/],
        [
            "a text in CDATA between policies",
            "<fragment>\n<![CDATA[set it]]></fragment>",
            /line 2\): text stands between/,
        ],
        ["cors, which the gateway looks for", "<fragment><cors /></fragment>", /Use serving-gateway:cors instead/],
        [
            "a policy of another section",
            "<fragment>\n<jsonp /></fragment>",
            /line 2\): the policy jsonp cannot stand in inbound/,
        ],
        [
            "a policy of another section within others",
            "<fragment><retry>\n<choose><otherwise>\n<jsonp /></otherwise></choose></retry></fragment>",
            /line 3\): the policy jsonp cannot stand in inbound\. It may stand in outbound/,
        ],
    ] as const) {
        it(`is refused for ${what}`, () => assert.match(String(check(text)), problem));
    }

    it("is refused for a second call of the endpoint, for its size, and for another encoding", () => {
        assert.match(
            String(check("<fragment><forward-request /></fragment>", "backend")),
            /call the endpoint once more/,
        );
        const large = `<fragment><!--${"x".repeat(32 * 1024)}--></fragment>`;
        assert.match(String(check(large)), /\(p\.xml\): the file has 32796 bytes, and a policy fragment at most 32768/);
        const latin = Buffer.from("<fragment><!-- é --></fragment>", "latin1");
        assert.match(String(policyFile("p.xml", latin, { section: "inbound", scope: "api" })), /not encoded in UTF-8/);
    });

    it("tells everything that is wrong with it, by lines", () => {
        assert.deepEqual(check("<fragment>\n<jsonp />\n<base /></fragment>"), [
            "(p.xml, line 2): the policy jsonp cannot stand in inbound. It may stand in outbound",
            "(p.xml, line 3): <base> cannot stand in a fragment. Remove it",
        ]);
    });

    it("may hold members of policies that have the names of policies of other sections", () => {
        const text =
            '<fragment><send-request mode="new" response-variable-name="a"><set-url>https://a.example</set-url>' +
            "<authentication-certificate /></send-request></fragment>";
        assert.ok(!Array.isArray(check(text, "outbound")));
    });

    it("has each policy in the sections where the emulated gateway has it", () => {
        const all: OwnSection[] = ["inbound", "backend", "outbound", "onError"];
        for (const { name, sections } of policyTable.values()) {
            if (name === "cors" || name === "forward-request") continue;
            const own = all.filter((section) => sections.includes(section === "onError" ? "on-error" : section));
            assert.deepEqual(policySections.get(name) ?? all, own, name);
        }
    });

    it("has each policy in the scopes where the emulated gateway has it", () => {
        for (const { name, scopes } of policyTable.values()) {
            for (const scope of ["api", "product"] as const) {
                assert.equal(scopeProblem(name, scope) === undefined, scopes.includes(scope), `${name} in ${scope}`);
            }
        }
        const quota = '<fragment>\n<quota calls="1" renewal-period="300" /></fragment>';
        assert.match(String(check(quota)), /line 2\): the policy quota works only for products\. .*quota-by-key/);
        assert.ok(!Array.isArray(check(quota, "inbound", "product")));
    });

    it("has once what the service takes once, of which only one branch runs", () => {
        const limit = '<rate-limit calls="1" renewal-period="60" />';
        const twice = `<fragment>${limit}<retry>\n<choose><when>${limit}</when></choose></retry></fragment>`;
        assert.match(String(check(twice)), /line 2\): the policy rate-limit may stand once in inbound\. Remove one/);
        const branches = `<fragment><choose><when>${limit}</when><otherwise>${limit}</otherwise></choose></fragment>`;
        assert.ok(!Array.isArray(check(branches)));
    });

    it("may send XML with elements of any name, and Liquid templates that name members of the body", () => {
        const body = '<set-body template="liquid"><inbound><base>{{body.customer}}</base></inbound></set-body>';
        const file = check(`<fragment>${body}<set-body>{{company-name}}</set-body></fragment>`);
        assert.deepEqual("namedValues" in file && file.namedValues, ["company-name"]);
    });
});
