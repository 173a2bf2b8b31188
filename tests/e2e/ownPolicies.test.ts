import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Run } from "../../local/pulumi";
import { buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";

const root = join(__dirname, "../..");

/** Files have to be below the program's folder. Git ignores this one. */
const file = `.local/own-policies-${process.pid}.xml`;

/** A fragment is written before the policies that include it, and those in force still include what it was. */
describe("a file of policies, on the real engine", function () {
    this.timeout(2 * commandTimeout);

    let e2e: E2e;
    /** @param includes whether its policies have the file beside the stack's, which have it too */
    const endpoint = (includes: boolean) => ({
        name: "wine-quality",
        ...(includes && { policies: { inbound: [{ file, position: "after" }] } }),
    });
    const write = (policies: string) => writeFileSync(join(root, file), `<fragment>${policies}</fragment>`);

    before(async function () {
        this.timeout(buildTimeout);
        mkdirSync(join(root, ".local"), { recursive: true });
        write('<set-variable name="team" value="a" />');
        e2e = await openE2e({
            service: { name: "apim-serving-gateway", resourceGroup: "rg-serving-gateway" },
            endpoints: [endpoint(true)],
            policies: { inbound: [{ file }] },
        });
        await ok(e2e.stack.up());
    });
    after(async () => {
        await e2e?.close();
        rmSync(join(root, file), { force: true });
    });

    async function ok(running: Promise<Run>): Promise<void> {
        const { code, output } = await running;
        assert.equal(code, 0, output);
    }

    async function textsOfFiles(): Promise<string[]> {
        const { value } = JSON.parse((await e2e.arm("GET", "policyFragments")).text);
        return value.filter(({ name }: any) => name.includes("-own-")).map(({ properties }: any) => properties.value);
    }

    it("gets a rate-limit in the update in which it is included once instead of twice, and loses it in the reverse", async () => {
        write('<rate-limit calls="9" renewal-period="60" />');
        await e2e.configure({ endpoints: [endpoint(false)] });
        await ok(e2e.stack.up());
        const [limited, ...others] = await textsOfFiles();
        assert.match(limited!, /rate-limit/);
        assert.deepEqual(others, []);
        write('<set-variable name="team" value="b" />');
        await e2e.configure({ endpoints: [endpoint(true)] });
        await ok(e2e.stack.up());
        const [plain, ...more] = await textsOfFiles();
        assert.match(plain!, /value="b"/);
        assert.deepEqual(more, []);
    });
});
