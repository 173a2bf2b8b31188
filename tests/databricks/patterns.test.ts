import assert from "node:assert/strict";
import * as fc from "fast-check";
import { fitsPattern } from "../../databricks/patterns";
import { propertyRuns } from "../transforms/propertyRuns";

describe("patterns of names", () => {
    const cases: { what: string; pattern: string; fits: string[]; misses: string[] }[] = [
        {
            what: "take a name for itself, as a whole",
            pattern: "churn",
            fits: ["churn"],
            misses: ["churn-2", "a-churn"],
        },
        { what: "tell upper case from lower case", pattern: "Churn", fits: ["Churn"], misses: ["churn"] },
        { what: "take a star for any characters, and none", pattern: "*", fits: ["", "churn"], misses: [] },
        { what: "take a star at the end", pattern: "churn-*", fits: ["churn-", "churn-eu"], misses: ["churn"] },
        { what: "take a star at the beginning", pattern: "*-eu", fits: ["-eu", "a-eu-eu"], misses: ["eu", "a-eu-us"] },
        { what: "take a star within", pattern: "a*b*c", fits: ["abc", "a-b-b-c"], misses: ["acb", "abcd"] },
        { what: "take several stars for one", pattern: "a**b", fits: ["ab", "acb"], misses: ["a"] },
        {
            what: "take a question mark for one character",
            pattern: "a?c",
            fits: ["abc", "a?c"],
            misses: ["ac", "abbc"],
        },
        { what: "take both together", pattern: "*?b", fits: ["ab", "bb", "aab"], misses: ["b"] },
        { what: "take no expression", pattern: "a.c+[b]", fits: ["a.c+[b]"], misses: ["abc+b", "a.ccb"] },
        { what: "take nothing for no name only", pattern: "", fits: [""], misses: ["a"] },
    ];
    for (const { what, pattern, fits, misses } of cases) {
        it(what, () => {
            for (const text of fits) assert.equal(fitsPattern(pattern, text), true, text);
            for (const text of misses) assert.equal(fitsPattern(pattern, text), false, text);
        });
    }

    it("come to an end for many stars and a long name that fits almost", () => {
        const name = "a".repeat(50_000);
        const pattern = `${"*a".repeat(64)}*`;
        assert.equal(fitsPattern(pattern, name), true);
        assert.equal(fitsPattern(`${pattern}b`, name), false);
    });

    it("fit what the equal regular expression fits", () => {
        const characters = (...of: string[]) => fc.array(fc.constantFrom(...of), { maxLength: 8 });
        fc.assert(
            fc.property(characters("a", "b", "*", "?"), characters("a", "b"), (pattern, text) => {
                const meaning: Record<string, string> = { "*": ".*", "?": "." };
                const expression = new RegExp(`^${pattern.map((one) => meaning[one] ?? one).join("")}$`);
                assert.equal(fitsPattern(pattern.join(""), text.join("")), expression.test(text.join("")));
            }),
            propertyRuns(2000),
        );
    });
});
