import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { workFolder } from "../../local/workFolder";

describe("the folder that the local commands work in", () => {
    const { TMPDIR } = process.env;
    let checkout: string;
    let temporary: string;
    beforeEach(() => {
        const directory = realpathSync(mkdtempSync(join(tmpdir(), "work-folder-")));
        [checkout, temporary] = [join(directory, "checkout"), join(directory, "temporary")];
        for (const folder of [checkout, temporary]) mkdirSync(folder);
        process.env.TMPDIR = temporary;
    });
    afterEach(() => {
        if (TMPDIR === undefined) delete process.env.TMPDIR;
        else process.env.TMPDIR = TMPDIR;
        rmSync(dirname(checkout), { recursive: true, force: true });
    });

    it("is .local of the checkout", async () => {
        assert.equal(await workFolder(checkout), join(checkout, ".local"));
    });

    // Root may write everywhere: a file in the place of the folder stops root too.
    const readOnly = () => writeFileSync(join(checkout, ".local"), "");

    it("is a folder for temporary files where the checkout cannot be written", async () => {
        readOnly();
        assert.equal(dirname(await workFolder(checkout)), temporary);
    });

    it("is refused where neither can be written, with the variable that names another", async () => {
        readOnly();
        process.env.TMPDIR = join(checkout, ".local");
        await assert.rejects(workFolder(checkout), {
            message: /^neither \S+ nor \S+ can be written\. Set TMPDIR to a folder that you can write to\.$/,
        });
    });
});
