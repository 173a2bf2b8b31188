import assert from "node:assert/strict";
import { formatPolicy, parsePolicy, PolicyError } from "../../../emulator/gateway/policy";
import type { Scope } from "../../../emulator/gateway/policyRule";
import type { Lookups } from "../../../emulator/gateway/storeLookups";

const lookups: Lookups = {
    namedValue: (name) => ({ "churn-token": "dapi-secret", mode: "skip" })[name],
    backend: (id) => id === "known",
};

function policies(sections: string): string {
    return `<policies>\n    <inbound>\n        ${sections}\n    </inbound>\n</policies>`;
}

function refusal(xml: string, scope: Scope = "api"): PolicyError {
    try {
        parsePolicy(xml, scope, lookups);
    } catch (error) {
        assert.ok(error instanceof PolicyError, String(error));
        return error;
    }
    assert.fail("the policy was taken");
}

describe("policy documents", () => {
    it("are taken when they hold what the gateway needs: credential in, key out", () => {
        const policy = parsePolicy(
            policies(
                '<base /><set-header name="Authorization" exists-action="override"><value>Bearer {{churn-token}}</value>' +
                    '</set-header><set-header name="Ocp-Apim-Subscription-Key" exists-action="delete" />',
            ),
            "api",
            lookups,
        );
        assert.equal(policy.inbound?.length, 3);
        assert.equal(policy.backend, undefined);
    });

    it("are taken as every service is born with one", () => {
        const born =
            "<!-- IMPORTANT -->\r\n<policies>\r\n\t<inbound></inbound>\r\n\t<backend>\r\n\t\t<forward-request />\r\n\t</backend>\r\n\t<outbound></outbound>\r\n</policies>";
        assert.deepEqual(Object.keys(parsePolicy(born, "service", lookups)), ["inbound", "backend", "outbound"]);
    });

    for (const [name, element, message] of [
        ["a named value that is not there", '<set-header name="A"><value>{{gone}}</value></set-header>', null],
        [
            "a backend that is not there",
            '<set-backend-service backend-id="x" />',
            "Error in element 'set-backend-service' on line 3, column 10: Backend with id 'x' could not be found.",
        ],
        [
            "text where an element has to be",
            '<set-header name="A">value</set-header>',
            "Error in element 'set-header' on line 3, column 10: The element 'set-header' cannot contain text. List of possible elements expected: 'value'.",
        ],
        [
            "a header without a value",
            '<set-header name="A" />',
            "Error in element 'set-header' on line 3, column 10: The element 'set-header' has incomplete content. List of possible elements expected: 'value'.",
        ],
        [
            "an attribute that is missing",
            "<set-header><value>1</value></set-header>",
            "Error in element 'set-header' on line 3, column 10: The required attribute 'name' is missing.",
        ],
        [
            "an attribute that the policy does not know",
            '<set-header name="A" exists="skip"><value>1</value></set-header>',
            "Error in element 'set-header' on line 3, column 10: The 'exists' attribute is not declared.",
        ],
        [
            "a policy that nobody knows",
            "<set-heather />",
            "Error in element 'set-heather' on line 3, column 10: The element 'inbound' has invalid child element 'set-heather'.",
        ],
        [
            "a policy in the wrong section",
            "<forward-request />",
            "Error in element 'forward-request' on line 3, column 10: Policy is not allowed in the specified section",
        ],
        [
            "base twice",
            "<base /><base />",
            "Error in element 'base' on line 3, column 18: The policy 'base' can be used only once in a section.",
        ],
    ] as const) {
        it(`are refused for ${name}`, () => {
            const error = refusal(policies(element));
            const inValue = "Error in element 'value' on line 3, column 31: Cannot find a property 'gone'";
            assert.equal(error.message, message ?? inValue);
            assert.equal(error.unsupported, false);
            assert.equal(error.target, /'([^']*)'/.exec(error.message)![1]);
        });
    }

    it("are refused, not skipped, where only the emulator cannot do it", () => {
        for (const element of [
            "<check-header />",
            '<validate-jwt header-name="A"><issuer-signing-keys /></validate-jwt>',
            '<set-header name="A"><value>@(Environment.NewLine)</value></set-header>',
            '<return-response><set-body template="liquid">x</set-body></return-response>',
        ]) {
            const error = refusal(policies(element));
            assert.equal(error.unsupported, true, element);
            assert.match(error.message, /line 3, column \d+: The emulator does not support /);
        }
        const backend = '<policies><backend><forward-request follow-redirects="true" /></backend></policies>';
        assert.match(refusal(backend).message, /the attribute 'follow-redirects' other than 'false'/);
    });

    it("call the backend once, or once in each branch of which one runs", () => {
        const forward = "<forward-request />";
        const when = (inner: string) =>
            `<when condition="@(context.Variables.ContainsKey(&quot;a&quot;))">${inner}</when>`;
        const choose = `<choose>${when(forward)}<otherwise>${forward}</otherwise></choose>`;
        const retry = (inner: string) =>
            `<policies><backend><retry condition="@(context.Response.StatusCode == 503)" count="1" interval="1">` +
            `${inner}</retry></backend></policies>`;
        parsePolicy(retry(choose), "api", lookups);
        for (const inner of [choose + forward, forward + choose, `<choose>${when(forward + forward)}</choose>`]) {
            assert.match(refusal(retry(inner)).message, /'forward-request' can be used only once in a section/);
        }
    });

    it("are refused when they are no XML, or XML of another kind", () => {
        for (const text of ["", "policies", "<policies><inbound></policies>", "<policies a=1 />", "<policies/><a/>"]) {
            assert.equal(refusal(text).target, "representation", text);
        }
        assert.equal(refusal("<!DOCTYPE policies><policies />").target, "representation");
        assert.equal(refusal("<policy />").target, "policy");
        assert.equal(refusal("<policies><middle /></policies>").target, "middle");
        assert.equal(refusal("<a>".repeat(5000) + "</a>".repeat(5000)).target, "representation");
    });

    it("never tell the value of a named value in a refusal", () => {
        const mode = '<set-header name="A" exists-action="{{churn-token}}"><value>1</value></set-header>';
        const name = '<set-header name="{{churn-token}} x"><value>1</value></set-header>';
        for (const element of [mode, name]) assert.doesNotMatch(refusal(policies(element)).message, /dapi-secret/);
    });

    it("hold named values in attributes too", () => {
        const element = '<set-header name="A" exists-action="{{mode}}"><value>1</value></set-header>';
        assert.equal(parsePolicy(policies(element), "api", lookups).inbound?.length, 1);
    });

    it("come back re-indented, and the same once more", () => {
        const formatted = formatPolicy(
            '<policies> <inbound><base/>\n<set-header name="A &quot;b&quot;" exists-action="append"><value> a &lt; b </value></set-header>' +
                "<!-- why --></inbound> <backend>    <forward-request /> </backend><outbound></outbound></policies>",
        );
        assert.equal(
            formatted,
            [
                "<policies>",
                "  <inbound>",
                "    <base />",
                '    <set-header name="A &quot;b&quot;" exists-action="append">',
                "      <value> a &lt; b </value>",
                "    </set-header>",
                "    <!-- why -->",
                "  </inbound>",
                "  <backend>",
                "    <forward-request />",
                "  </backend>",
                "  <outbound />",
                "</policies>",
            ].join("\r\n"),
        );
        assert.equal(formatPolicy(formatted), formatted);
    });

    it("keep bodies as they are, CDATA and line breaks included", () => {
        const body = '<set-body><![CDATA[{ "a": 1 }\n]]></set-body>';
        const formatted = formatPolicy(
            `<policies><on-error><return-response>${body}</return-response></on-error></policies>`,
        );
        assert.match(formatted, /<set-body><!\[CDATA\[\{ "a": 1 \}\n\]\]><\/set-body>/);
    });
});
