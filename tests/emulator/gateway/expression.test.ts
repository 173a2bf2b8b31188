import assert from "node:assert/strict";
import { xmlFromRaw } from "../../../emulator/arm/resources/policyFormat";
import { parsePolicy, PolicyError } from "../../../emulator/gateway/policy";
import { policies, setHeader } from "./policyDocuments";
import { runningGateway } from "./runningGateway";

const values: Record<string, string> = {
    id: "5f0c",
    braces: "{context.Subscription.Key}",
    quoted: 'x") + (context.Request.Url + "',
    code: '@("a" - "b")',
};
const lookups = { namedValue: (name: string) => values[name], backend: () => false };

const texts = [
    '@((string)context.Variables["a"])',
    '@("Bearer " + (string)context.Variables["a"])',
    '@("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("{{id}}:secret")))',
    '@((string)context.Variables.GetValueOrDefault<IResponse>("a").Body.As<JObject>()["access_token"])',
];
const conditions = [
    '@(!context.Variables.ContainsKey("a"))',
    '@(!context.Variables.ContainsKey("a") && context.Variables.GetValueOrDefault<string>("b", "") == "")',
    '@(context.Variables.GetValueOrDefault<IResponse>("a")?.StatusCode != 200)',
    "@(context.Response.StatusCode == 401)",
    "@(context.Response != null && context.Response.StatusCode == 503)",
];

function when(condition: string): string {
    return `<choose><when condition="${condition}"></when></choose>`;
}

function refusal(document: string, format: "xml" | "rawxml" = "rawxml"): PolicyError {
    try {
        parsePolicy(document, "api", lookups, format);
    } catch (error) {
        assert.ok(error instanceof PolicyError, String(error));
        return error;
    }
    assert.fail("the policy was taken");
}

describe("policy expressions", () => {
    it("are taken as written in rawxml and as escaped in xml", () => {
        for (const inbound of [...texts.map((text) => setHeader("A", text)), ...conditions.map(when)]) {
            const raw = policies({ inbound });
            for (const [format, document] of [
                ["rawxml", raw],
                ["xml", xmlFromRaw(raw)],
            ] as const) {
                assert.equal(parsePolicy(document, "api", lookups, format).inbound?.length, 1, document);
            }
        }
    });

    it("may have blanks and line breaks between their parts", () => {
        const spread = '@( ! context . Variables\n  .ContainsKey( "a b" )\t)';
        assert.equal(parsePolicy(policies({ inbound: when(spread) }), "api", lookups, "rawxml").inbound?.length, 1);
        // Blanks inside of a word, or of a text that something depends on, make another expression.
        assert.equal(
            refusal(policies({ inbound: when(spread.replace("ContainsKey", "Contains Key")) })).unsupported,
            false,
        );
    });

    it("are refused with the line and column of the expression, and the character in it", () => {
        const set = '<set-variable name="a"\n  value="@(context.Elapsed.ToString() + "<&>" + Environment.NewLine)" />';
        const value = '<set-header name="A"><value>\n\n   @(context.RequestId)</value></set-header>';
        const data = '<set-header name="A"><value><![CDATA[@(context.Requestid)]]></value></set-header>';
        // After an expression with characters that XML escapes, columns still count those of the document.
        const after = '<set-variable name="a" value="@("<<&&>>")" /><set-variable name="b" value="1" x="1" />';
        for (const [element, message, unsupported] of [
            [
                set,
                "'set-variable' on line 1, column 21: The emulator does not support System.Environment in the expression on line 2, column 10, character 40.",
                true,
            ],
            [
                value,
                "'value' on line 1, column 42: C# does not convert 'System.Guid' to 'System.String' by itself. See the expression on line 3, column 4, character 11.",
                false,
            ],
            [
                data,
                "'value' on line 1, column 42: The type has no member of this name. See the expression on line 1, column 57, character 11.",
                false,
            ],
            [after, "'set-variable' on line 1, column 66: The 'x' attribute is not declared.", false],
        ] as const) {
            const error = refusal(policies({ inbound: element }));
            assert.deepEqual([error.message, error.unsupported], [`Error in element ${message}`, unsupported]);
        }
    });

    it("are refused where they are not whole", () => {
        for (const expression of [
            "@()",
            "@(",
            'Bearer @((string)context.Variables["a"])',
            '@((string)context.Variables["a"]) @((string)context.Variables["a"])',
            "@((string)context.Variables['a'])",
            '@("a" ?? )',
            '@{ return "a" }',
        ]) {
            const document = policies({ inbound: setHeader("A", expression) });
            assert.throws(() => parsePolicy(document, "api", lookups, "rawxml"), PolicyError, expression);
        }
    });

    it("are refused where the emulator wants a literal, and where they give the wrong thing", () => {
        const text = '@((string)context.Variables["a"])';
        const condition = '@(!context.Variables.ContainsKey("a"))';
        for (const [element, unsupported] of [
            [`<set-header name="${text}"><value>1</value></set-header>`, true],
            [`<set-backend-service base-url="${text}" />`, true],
            [when(text), false],
            [when("true"), true],
            [setHeader("A", condition), false],
        ] as const) {
            assert.equal(refusal(policies({ inbound: element })).unsupported, unsupported, element);
        }
    });

    it("do not take a named value that would end the text it stands in, and do not tell it", () => {
        const element = setHeader("A", '@("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("{{quoted}}:x")))');
        const error = refusal(policies({ inbound: element }));
        assert.equal(error.unsupported, true);
        assert.match(error.message, /a named value with a quotation mark.* on line 1, column 73\.$/);
        assert.doesNotMatch(error.message, /Request\.Url/);
        const interpolated = refusal(policies({ inbound: setHeader("A", '@($"a{{braces}}")') }));
        assert.equal(interpolated.unsupported, true);
        // The same value is only text outside of an expression.
        assert.equal(
            parsePolicy(policies({ inbound: setHeader("A", "{{quoted}}") }), "api", lookups).inbound?.length,
            1,
        );
    });

    it("may be the value of a named value, and have to be C# there as well", () => {
        assert.equal(refusal(policies({ inbound: setHeader("A", "{{code}}") })).unsupported, false);
    });

    it("need well-formed XML around them in rawxml too", () => {
        assert.equal(refusal(policies({ inbound: setHeader("A", "a < b") })).target, "representation");
        assert.equal(refusal(policies({ inbound: when('@("a"') })).target, "representation");
        assert.equal(refusal(policies({ inbound: setHeader("A", "\uFDD0") })).target, "representation");
        assert.equal(refusal(policies({ inbound: when(conditions[0]!) }), "xml").target, "representation");
    });
});

describe("gateway, expressions", () => {
    const running = runningGateway(() => ({ callerAddress: () => "203.0.113.7" }));
    beforeEach(() => running.plane.api("churn", { serviceUrl: running.upstream.url }));

    function inbound(elements: string): void {
        running.plane.policy("apis/churn", policies({ inbound: xmlFromRaw(elements) }));
    }

    it("put named values and variables into headers", async () => {
        running.plane.set("namedValues/i", "namedValues", { displayName: "id", value: "Åsa" });
        inbound(
            '<set-variable name="token" value="abc" />' +
                setHeader("X-Token", '\n  @("Bearer " + (string)context.Variables["token"])\n') +
                setHeader("X-Basic", '@("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("{{id}}:s")))'),
        );
        await running.call("/churn/invocations");
        const basic = Buffer.from("Åsa:s").toString("base64");
        assert.deepEqual([running.received("X-Token"), running.received("X-Basic")], ["Bearer abc", `Basic ${basic}`]);
    });

    it("tell who calls, and what for", async () => {
        running.plane.product("gold", ["churn"], { displayName: "Gold" });
        running.plane.subscription("team-a", "/products/gold", "key");
        const owner = { ownerId: `${running.plane.serviceId}/users/1` };
        Object.assign(running.plane.store.get(`${running.plane.serviceId}/subscriptions/team-a`)!.properties, owner);
        const told: Record<string, [string, string, string]> = {
            Subscription: ['@(context.Subscription?.Id ?? "nobody")', "team-a", "nobody"],
            User: ['@("user " + (context.User?.Id ?? "0"))', "user 1", "user 0"],
            Product: ['@(context.Product?.Name + "!")', "Gold!", "!"],
            Api: ['@(context.Api.Id + "/" + context.Operation.Id)', "churn/o0", "churn/o0"],
            Method: ["@(context.Request.Method)", "POST", "POST"],
            Team: ['@(context.Request.Headers.GetValueOrDefault("X-Team", "none"))', "blue", "blue"],
            Address: ['@("{{id}}" + "@" + context.Request.IpAddress)', "Åsa@203.0.113.7", "Åsa@203.0.113.7"],
        };
        running.plane.set("namedValues/i", "namedValues", { displayName: "id", value: "Åsa" });
        const headers = Object.entries(told).map(([name, [expression]]) => setHeader(`X-${name}`, expression));
        inbound(headers.join("") + setHeader("X-Id", "@(context.RequestId.ToString())"));
        for (const [key, at] of [
            ["key", 1],
            ["", 2],
        ] as const) {
            const sent = { "x-team": "blue", ...(key !== "" && { "Ocp-Apim-Subscription-Key": key }) };
            assert.equal((await running.call("/churn/invocations", { headers: sent })).status, 200);
            for (const [name, row] of Object.entries(told)) {
                assert.equal(running.received(`X-${name}`), row[at], name);
            }
            assert.match(String(running.received("X-Id")), /^[0-9a-f]{8}-[0-9a-f-]{27}$/);
        }
    });

    it("fail the call where C# throws", async () => {
        for (const element of [
            setHeader("A", '@((string)context.Variables["gone"])'),
            setHeader("A", "@(context.Subscription.Id)"),
            setHeader("A", "@(context.Subscription?.Id)"),
            setHeader("A", '@(((Jwt)context.Variables["gone"]).Subject)'),
            '<set-variable name="a" value="1" />' + setHeader("A", '@(((Jwt)context.Variables["a"]).Subject)'),
            when("@(context.Response.StatusCode == 401)"),
            '<set-variable name="a" value="1" />' +
                when('@(context.Variables.GetValueOrDefault<IResponse>("a")?.StatusCode != 200)'),
        ]) {
            inbound(element);
            assert.equal((await running.call("/churn/invocations")).status, 500, element);
        }
        assert.equal(running.upstream.calls.length, 0);
    });

    it("fail the call when a named value has come to hold a quotation mark", async () => {
        inbound(setHeader("A", '@("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("{{id}}:s")))'));
        for (const [value, status] of [
            ["fine", 200],
            ['fi"ne', 500],
            ["fi\\ne", 500],
            ["fi\nne", 500],
        ] as const) {
            running.plane.set("namedValues/i", "namedValues", { displayName: "id", value });
            assert.equal((await running.call("/churn/invocations")).status, status, value);
        }
    });
});
