import assert from "node:assert/strict";
import { refusalOf, settingsWith } from "./configuration";

const contentSafety = { backend: "content-safety", categories: { Hate: 4 } };

describe("checks of content, in the settings", () => {
    it("are the stack's for each endpoint, an endpoint's own, or none", () => {
        const [churn, fraud, chat] = settingsWith({
            contentSafety,
            endpoints: [
                { name: "churn" },
                { name: "fraud", contentSafety: false },
                { name: "chat", contentSafety: { backend: "other", shieldPrompt: true } },
            ],
        }).endpoints;
        const usual = { shieldPrompt: false, enforceOnCompletions: false };
        assert.deepEqual(churn!.contentSafety, { ...contentSafety, ...usual });
        assert.equal(fraud!.contentSafety, undefined);
        assert.deepEqual(chat!.contentSafety, {
            backend: "other",
            categories: {},
            ...usual,
            shieldPrompt: true,
            isOwn: true,
        });
        assert.equal(settingsWith({}).endpoints[0]!.contentSafety, undefined);
    });

    for (const [what, changes, message] of [
        [
            "no backend",
            { backend: undefined },
            /contentSafety\.backend is missing\. Set it to the identifier of a backend/,
        ],
        [
            "an address in place of a backend",
            { backend: "https://cs.example" },
            /backend must be the identifier of a backend/,
        ],
        [
            "nothing to check",
            { categories: {} },
            /contentSafety\.categories names no category, and shieldPrompt is off/,
        ],
        ["an unknown category", { categories: { Rude: 4 } }, /contentSafety\.categories\.Rude is not a setting/],
        ["a severity that there is not", { categories: { Hate: 8 } }, /categories\.Hate must be a severity from 0/],
        [
            "answers without a category",
            { categories: {}, shieldPrompt: true, enforceOnCompletions: true },
            /enforceOnCompletions needs categories/,
        ],
        ["windows without answers", { windowSize: 100 }, /windowSize applies to answers only/],
        [
            "windows that overlap wholly",
            { enforceOnCompletions: true, windowSize: 100, windowOverlap: 100 },
            /windowOverlap must be less than windowSize/,
        ],
    ] as const) {
        it(`refuse ${what}`, () => {
            assert.match(refusalOf({ contentSafety: { ...contentSafety, ...changes } }), message);
        });
    }

    it("are refused at an endpoint whose answers are made up, where nothing is checked", () => {
        const endpoints = [{ name: "churn", mock: true, contentSafety }];
        assert.match(
            refusalOf({ endpoints }),
            /contentSafety of endpoint "churn" has no effect on generated answers\. Remove one of them/,
        );
    });
});
