import assert from "node:assert/strict";
import { parsePolicy, PolicyError } from "../../../emulator/gateway/policy";
import { allScopes, allSections } from "../../../emulator/gateway/policyRule";
import { policies } from "./policyDocuments";

const lookups = { namedValue: () => undefined, backend: () => false };
const tenant = "11111111-2222-3333-4444-555555555555";

/** Each policy in its smallest form, and the sections that take it. */
const smallest: Record<string, [element: string, sections: readonly string[]]> = {
    "authentication-managed-identity": ['<authentication-managed-identity resource="r" />', ["inbound"]],
    "validate-azure-ad-token": [`<validate-azure-ad-token tenant-id="${tenant}" />`, ["inbound"]],
    "validate-jwt": [
        '<validate-jwt header-name="A"><openid-config url="https://a.example.com/c" /></validate-jwt>',
        ["inbound"],
    ],
    "send-request": [
        '<send-request response-variable-name="r"><set-url>https://a.example.com</set-url><set-method>GET</set-method></send-request>',
        allSections,
    ],
    "cache-lookup-value": ['<cache-lookup-value key="k" variable-name="v" />', allSections],
    "cache-store-value": ['<cache-store-value key="k" value="v" duration="1" />', allSections],
    "cache-remove-value": ['<cache-remove-value key="k" />', allSections],
    choose: ['<choose><when condition="@(context.Response.StatusCode == 401)" /></choose>', allSections],
    retry: [
        '<retry condition="@(context.Response.StatusCode == 401)" count="1" interval="1"><cache-remove-value key="k" /></retry>',
        allSections,
    ],
    "set-variable": ['<set-variable name="a" value="b" />', allSections],
    "set-body": ["<set-body>b</set-body>", ["inbound", "backend", "outbound"]],
    "return-response": ["<return-response />", allSections],
    "rewrite-uri": ['<rewrite-uri template="/a" />', ["inbound"]],
};

function refusal(document: string): PolicyError {
    try {
        parsePolicy(document, "api", lookups, "rawxml");
    } catch (error) {
        assert.ok(error instanceof PolicyError, String(error));
        return error;
    }
    assert.fail(`the policy was taken: ${document}`);
}

/** Without the place, which other tests look at. */
function problem(inbound: string): string {
    return refusal(policies({ inbound })).message.replace(/ on line \d+, column \d+:/, ":");
}

/** Replaces in the smallest form of a policy. */
function changed(name: string, from: string | RegExp, to: string): string {
    const [element] = smallest[name]!;
    const other = element.replace(from, to);
    assert.notEqual(other, element);
    return other;
}

describe("policies in their places", () => {
    for (const [name, [element, sections]] of Object.entries(smallest)) {
        it(`are taken in the sections of ${name}, at every scope, and nowhere else`, () => {
            for (const section of allSections) {
                const document = policies({ [section]: element });
                if (sections.includes(section)) {
                    for (const scope of allScopes) parsePolicy(document, scope, lookups, "rawxml");
                } else {
                    const expected = new RegExp(
                        `^Error in element '${name}' .*: Policy is not allowed in the specified section$`,
                    );
                    assert.match(refusal(document).message, expected);
                }
            }
        });

        it(`are held to the same inside of other policies: ${name}`, () => {
            const inside = `<choose><when condition="@(context.Response.StatusCode == 401)">${element}</when></choose>`;
            for (const section of allSections) {
                const document = policies({ [section]: inside });
                if (sections.includes(section)) parsePolicy(document, "api", lookups, "rawxml");
                else assert.equal(refusal(document).target, name);
            }
        });

        it(`have no attributes that ${name} does not know`, () => {
            const other = element.replace(/ ?(\/?>)/, ' x="1" $1');
            assert.equal(problem(other), `Error in element '${name}': The 'x' attribute is not declared.`);
        });
    }

    it("stand alone in backend, base counted in", () => {
        const error = refusal("<policies>\n  <backend><base /><forward-request /></backend></policies>");
        assert.equal(
            error.message,
            "Error in element 'backend' on line 2, column 4: backend section allows only one policy to be specified",
        );
        assert.deepEqual([error.target, error.unsupported], ["backend", false]);
    });

    it("are named by their parent when nobody knows them", () => {
        const inside = '<choose><when condition="@(context.Response.StatusCode == 401)"><chose /></when></choose>';
        assert.equal(
            problem(inside),
            "Error in element 'chose': The element 'when' has invalid child element 'chose'.",
        );
    });
});

describe("policies in their shape", () => {
    const required: [name: string, attribute: string][] = [
        ["authentication-managed-identity", "resource"],
        ["validate-azure-ad-token", "tenant-id"],
        ["send-request", "response-variable-name"],
        ["cache-lookup-value", "key"],
        ["cache-lookup-value", "variable-name"],
        ["cache-store-value", "key"],
        ["cache-store-value", "value"],
        ["cache-store-value", "duration"],
        ["cache-remove-value", "key"],
        ["retry", "condition"],
        ["retry", "count"],
        ["retry", "interval"],
        ["set-variable", "name"],
        ["set-variable", "value"],
    ];
    for (const [name, attribute] of required) {
        it(`have ${attribute}: ${name}`, () => {
            const without = changed(name, new RegExp(` ${attribute}="[^"]*(?:"\\)")?[^"]*"`), "");
            assert.equal(
                problem(without),
                `Error in element '${name}': The required attribute '${attribute}' is missing.`,
            );
        });
    }

    const wrongInteger = "attribute is invalid - The value is invalid according to its datatype 'Integer'.";
    for (const [element, message] of [
        [
            "<choose />",
            "'choose': The element 'choose' has incomplete content. List of possible elements expected: 'when'.",
        ],
        ["<choose><when /></choose>", "'when': The required attribute 'condition' is missing."],
        [changed("retry", 'count="1"', 'count="0"'), "'retry': The 'count' attribute has to be 1 to 50."],
        [changed("retry", 'interval="1"', 'interval="-1"'), `'retry': The 'interval' ${wrongInteger}`],
        [
            changed("cache-store-value", 'duration="1"', 'duration="1.5"'),
            `'cache-store-value': The 'duration' ${wrongInteger}`,
        ],
        [
            changed("send-request", /<set-url>.*<\/set-url>/, ""),
            "'send-request': The element 'send-request' has incomplete content. List of possible elements expected: 'set-url'.",
        ],
        [
            changed("send-request", /<set-method>.*<\/set-method>/, ""),
            "'send-request': The element 'send-request' has incomplete content. List of possible elements expected: 'set-method'.",
        ],
        [
            changed("validate-jwt", /<openid.*\/>/, ""),
            "'validate-jwt': The element 'validate-jwt' has incomplete content. List of possible elements expected: 'openid-config'.",
        ],
        [
            changed("validate-azure-ad-token", " />", "><audiences /></validate-azure-ad-token>"),
            "'audiences': The element 'audiences' has incomplete content. List of possible elements expected: 'audience'.",
        ],
        [
            changed("validate-azure-ad-token", " />", ' failed-validation-httpcode="99" />'),
            "'validate-azure-ad-token': The status code is out of range.",
        ],
    ] as const) {
        it(`are refused as invalid: ${element}`, () => {
            assert.equal(problem(element), `Error in element ${message}`);
            assert.equal(refusal(policies({ inbound: element })).unsupported, false);
        });
    }

    for (const element of [
        changed("cache-lookup-value", " />", ' caching-type="external" />'),
        changed("send-request", " response", ' mode="copy" response'),
        changed("send-request", "https:", "http:"),
        changed("send-request", "<set-method>", '<authentication-certificate thumbprint="1" /><set-method>'),
        changed("validate-jwt", "https:", "http:"),
        changed("validate-jwt", 'header-name="A"', 'token-value="A"'),
        changed("validate-jwt", "<openid", "<issuer-signing-keys /><openid"),
        changed("validate-jwt", ' header-name="A"', ' header-name="A" require-signed-tokens="false"'),
        changed("validate-azure-ad-token", tenant, "organizations"),
        changed("validate-azure-ad-token", tenant, "contoso.onmicrosoft.com"),
        changed("validate-azure-ad-token", " />", "><backend-application-ids /></validate-azure-ad-token>"),
        '<set-body template="liquid">x</set-body>',
    ]) {
        it(`are refused as not emulated: ${element}`, () => {
            assert.equal(refusal(policies({ inbound: element })).unsupported, true);
        });
    }
});
