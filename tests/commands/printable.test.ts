import assert from "node:assert/strict";
import { errorLine, printable, printableLines } from "../../commands/printable";

describe("what a command prints", () => {
    const hostile = "a\u001b[2J\u202eb\u2028c\rd";

    it("is one line without what steers a terminal, or several", () => {
        assert.equal(printable(`${hostile}\ne`), "a [2J b c d e");
        assert.equal(printableLines(`${hostile}\n    fix`), "a [2J b c d\n    fix");
    });

    it("is an error with its fix on a line of its own", () => {
        assert.equal(errorLine(new Error(`${hostile}\nFix it.`)), "error: a [2J b c d\nFix it.\n");
    });
});
