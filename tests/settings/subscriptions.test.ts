import assert from "node:assert/strict";
import { keyNotice } from "../../settings/keyExpiry";
import { keySecretNames } from "../../settings/subscriptions";
import { refusalOf, settingsWith } from "./configuration";

const product = (...subscriptions: unknown[]) => ({
    products: [{ name: "gold", endpoints: ["churn"], subscriptions }],
});
const read = (...subscriptions: unknown[]) => settingsWith(product(...subscriptions)).products[0]!.subscriptions;

describe("subscriptions, in the settings", () => {
    it("are names, or objects that say whose the keys are and until when they are used", () => {
        const desk = { name: "desk", owner: "risk@contoso.example", expires: "2028-02-29" };
        assert.deepEqual(read("team-a", desk), ["team-a", desk]);
    });

    it("take a date without quotes, which the engine reads as its midnight", () => {
        const midnight = "2027-01-31 00:00:00 +0000 UTC";
        assert.deepEqual(read({ name: "desk", expires: midnight, rotateKeys: midnight }), [
            { name: "desk", expires: "2027-01-31", rotateKeys: "2027-01-31" },
        ]);
    });

    const refused: [string, unknown, RegExp][] = [
        [
            "a name that Azure refuses",
            "a b",
            /products\[0\]\.subscriptions\[0\] must be a subscription's name: 1 to 80/,
        ],
        [
            "an object without a name",
            { owner: "x" },
            /subscriptions\[0\]\.name is missing\. Set it to a subscription's name/,
        ],
        [
            "a date of another form",
            { name: "a", expires: "31.1.2027" },
            /subscriptions\[0\]\.expires must be a date: <year>/,
        ],
        [
            "a time",
            { name: "a", expires: "2027-01-31 12:00:00 +0000 UTC" },
            /subscriptions\[0\]\.expires must be a date: <year>/,
        ],
        ["a day that no month has", { name: "a", expires: "2027-02-29" }, /expires must be a date that exists/],
        [
            "a rotation without a text",
            { name: "a", rotateKeys: true },
            /rotateKeys must be a string, in quotes: a text that is new/,
        ],
        [
            "a rotation of another form",
            { name: "a", rotateKeys: "a b" },
            /rotateKeys must be a text that is new for each/,
        ],
        ["an owner without a name", { name: "a", owner: "" }, /subscriptions\[0\]\.owner must not be empty/],
        [
            "an owner that steers a terminal",
            { name: "a", owner: "\u001b[31m" },
            /owner must not contain control characters/,
        ],
        ["a member that it does not have", { name: "a", expiry: "2027-01-31" }, /expiry.*Did you mean.*expires/s],
    ];
    for (const [what, subscription, message] of refused) {
        it(`refuse ${what}`, () => assert.match(refusalOf(product(subscription)), message));
    }

    it("refuse a name twice, whatever its form", () => {
        assert.match(refusalOf(product("desk", { name: "Desk" })), /would both be the subscription "gold-Desk"/);
    });
});

describe("secrets of a subscription, in the settings", () => {
    const vaultId = `/subscriptions/${"0".repeat(8)}-0000-0000-0000-${"0".repeat(12)}/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv`;

    it("are named after the subscription, unless the settings say another prefix", () => {
        const names = (settings: object) => keySecretNames("gold-risk_team", { name: "risk_team", ...settings });
        assert.equal(names({}), undefined);
        assert.deepEqual(names({ keyVault: { vaultId } }), {
            vaultId,
            urlSecret: "gold-risk-team-url",
            keySecret: "gold-risk-team-key",
        });
        assert.equal(names({ keyVault: { vaultId, prefix: "models" } })?.keySecret, "models-key");
    });

    const refused: [string, unknown[], RegExp][] = [
        ["no vault", [{ name: "a", keyVault: {} }], /keyVault\.vaultId is missing\. Set it to the vault's resource id/],
        [
            "a vault's name",
            [{ name: "a", keyVault: { vaultId: "kv" } }],
            /vaultId must be the vault's resource id: \/subscr/,
        ],
        [
            "a prefix that no secret can have",
            [{ name: "a", keyVault: { vaultId, prefix: "a_b" } }],
            /prefix must be how the secrets' names begin: 1 to 123 letters, digits and hyphens/,
        ],
        [
            "the same secrets for two subscriptions",
            [
                { name: "a", keyVault: { vaultId, prefix: "m" } },
                { name: "b", keyVault: { vaultId: vaultId.toUpperCase(), prefix: "M" } },
            ],
            /subscriptions\[1\]\.keyVault has the same secret "M-key" as .*subscriptions\[0\]\.keyVault\. Set another prefix/,
        ],
    ];
    for (const [what, subscriptions, message] of refused) {
        it(`refuse ${what}`, () => assert.match(refusalOf(product(...subscriptions)), message));
    }

    it("refuse a derived name that is too long for a secret", () => {
        const products = [
            {
                ...product().products[0],
                name: "p".repeat(80),
                subscriptions: [{ name: "a".repeat(80), keyVault: { vaultId } }],
            },
        ];
        assert.match(
            refusalOf({ products }),
            /keyVault\.prefix is missing, and "p+-a+-key" is too long for a secret's name/,
        );
    });
});

describe("the notice of a subscription's keys", () => {
    const at = (time: string, facts = { owner: "risk@contoso.example", expires: "2026-12-12" }) =>
        keyNotice("gold", "desk", facts, Date.parse(time));

    it("is due from 14 days before the last day on", () => {
        assert.equal(at("2026-11-27T23:59:59Z")?.isDue, false);
        assert.deepEqual(at("2026-11-28T00:00:00Z"), {
            isDue: true,
            text:
                'product "gold": the keys of subscription "desk" (owner: risk@contoso.example) expire on 2026-12-12, in 14 ' +
                "days. They go on to work after that: nothing is disabled",
        });
    });

    it("counts the last day as one of use", () => {
        assert.match(at("2026-12-11T00:00:01Z")!.text, /expire on 2026-12-12, in 1 day\./);
        assert.match(at("2026-12-12T00:00:00Z")!.text, /, today\./);
        assert.match(at("2026-12-12T23:59:59Z")!.text, /, today\./);
        assert.match(at("2026-12-13T00:00:01Z")!.text, /expired on 2026-12-12 and still work: nothing is disabled/);
    });

    it("names an owner alone, and is absent where nothing is known", () => {
        assert.deepEqual(keyNotice("gold", "desk", { owner: "x" }, 0), {
            isDue: false,
            text: 'product "gold": the keys of subscription "desk" (owner: x) have no date of expiry',
        });
        assert.equal(keyNotice("gold", "desk", {}, 0), undefined);
    });
});
