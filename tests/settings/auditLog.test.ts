import assert from "node:assert/strict";
import { refusalOf, settingsWith } from "./configuration";

const all = { sampling: 100, prompts: true, answers: true, maxBytes: 32_768 };

describe("auditLog in the settings", () => {
    it("is off unless somebody turns it on", () => {
        for (const none of [{}, { auditLog: {} }, { auditLog: false }]) {
            assert.equal(settingsWith(none).endpoints[0]!.auditLog, undefined);
        }
        assert.deepEqual(settingsWith({ auditLog: { sampling: 100 } }).endpoints[0]!.auditLog, all);
    });

    it("is an endpoint's own where it says something, or nothing", () => {
        const { endpoints } = settingsWith({
            auditLog: { sampling: 10 },
            endpoints: [
                { name: "chat" },
                { name: "hr", auditLog: false },
                { name: "law", auditLog: { answers: false } },
            ],
        });
        assert.deepEqual(
            endpoints.map(({ auditLog }) => auditLog),
            [{ ...all, sampling: 10 }, undefined, { ...all, answers: false }],
        );
    });

    for (const [auditLog, says] of [
        [{ maxBytes: 262_145 }, /auditLog\.maxBytes must be a whole number of bytes from 1 to 262144/],
        [{ sampling: 0 }, /auditLog\.sampling must be a percentage above 0/],
        [{ prompts: false, answers: false }, /auditLog\.prompts and answers are both false/],
        [{ bodies: true }, /auditLog\.bodies /],
    ] as const) {
        it(`refuses ${JSON.stringify(auditLog)}`, () => assert.match(refusalOf({ auditLog }), says));
    }
});
