import assert from "node:assert/strict";
import { accessSync, constants, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { catalogueFiles } from "../../commands/catalogue/catalogue";
import { offerOf } from "../../commands/catalogue/offer";
import { exampleState } from "../commands/catalogue/exampleState";
import { hostileState, stateWithHistory } from "../commands/catalogue/exampleStates";
import { Tools } from "./tools";

const folder = process.env.CLIENT_TOOLS;
const chromium = (process.env.PATH ?? "")
    .split(delimiter)
    .flatMap((path) => ["chromium", "chromium-browser", "google-chrome"].map((name) => join(path, name)))
    .find(isExecutable);

describe("the catalogue's pages in a browser", function () {
    this.timeout(120_000);

    if (folder === undefined) return;
    if (chromium === undefined) {
        it("are left out, because there is no Chromium on PATH: tests/clients/install installs it as root, with apt-get", () => {});
        return;
    }

    const load = createRequire(join(new Tools(folder).packages, "none.js"));
    const axe = readFileSync(load.resolve("axe-core/axe.min.js"), "utf8");
    const directory = mkdtempSync(join(tmpdir(), "serving-gateway-"));
    /** Types of playwright-core are not there: it is a tool of the tests, and no package of the program. */
    let browser: any;

    before(async () => {
        for (const [site, files] of Object.entries(sites)) {
            for (const [name, text] of files) {
                const file = join(directory, site, name);
                mkdirSync(dirname(file), { recursive: true });
                writeFileSync(file, text);
            }
        }
        browser = await load("playwright-core").chromium.launch({ executablePath: chromium });
    });
    after(async () => {
        await browser?.close();
        rmSync(directory, { recursive: true, force: true });
    });

    const sites = {
        example: catalogueFiles(offerOf(exampleState(), "prod"), ...stateWithHistory()).written,
        hostile: catalogueFiles(offerOf(hostileState(), "prod"), undefined, undefined).written,
    };
    const pages = Object.entries(sites).flatMap(([site, files]) =>
        [...files.keys()]
            .filter((name) => name.endsWith(".html"))
            // Two more models have pages like that of the chat.
            .filter((name) => !/embeddings|rag_chatbot/.test(name))
            .map((name) => `${site}/${name}`),
    );

    /** Opens a page in a window of its own, and tells what goes wrong in it or what it asks for. */
    async function opened(name: string, options: object = {}): Promise<{ page: any; seen: string[] }> {
        const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, ...options });
        const seen: string[] = [];
        page.on("console", (message: any) => seen.push(message.text()));
        page.on("pageerror", (error: Error) => seen.push(error.message));
        page.on("dialog", (dialog: any) => seen.push("a dialog") && dialog.dismiss());
        const url = pathToFileURL(join(directory, name)).href;
        page.on("request", (request: any) => request.url().split("#")[0] !== url && seen.push(request.url()));
        await page.goto(url);
        return { page, seen };
    }

    const openDetails = (page: any) =>
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })");

    /** @param rules of axe. @default all */
    async function seriousIn(page: any, rules?: readonly string[]): Promise<string[]> {
        await page.evaluate(axe);
        const { violations } = await page.evaluate(`axe.run(${JSON.stringify(rules ? { runOnly: rules } : {})})`);
        const serious = violations.filter(({ impact }: any) => ["serious", "critical"].includes(impact));
        return serious.map(({ id, nodes }: any) => `${id}: ${nodes[0].html}`);
    }

    it("show axe nothing serious, load nothing, report nothing, and scroll in one direction only", async () => {
        for (const name of pages) {
            const { page, seen } = await opened(name);
            await openDetails(page);
            for (const width of [400, 1400]) {
                await page.setViewportSize({ width, height: 900 });
                const { scrollWidth } = await page.evaluate("({ scrollWidth: document.documentElement.scrollWidth })");
                assert.ok(scrollWidth <= width, `${name}: ${scrollWidth} at ${width}`);
            }
            assert.deepEqual([...(await seriousIn(page)), ...seen], [], name);
            await page.close();
        }
    });

    it("are as readable in the dark", async () => {
        for (const name of ["example/index.html", "example/apis/wine-quality.html"]) {
            const { page } = await opened(name, { colorScheme: "dark" });
            await openDetails(page);
            assert.equal(await page.evaluate("getComputedStyle(document.body).backgroundColor"), "rgb(22, 24, 27)");
            assert.deepEqual(await seriousIn(page, ["color-contrast"]), [], name);
            await page.close();
        }
    });

    it("are searched and read with the keyboard alone", async () => {
        const { page } = await opened("example/index.html");
        await page.keyboard.press("Tab");
        assert.equal(await page.evaluate("document.activeElement.textContent"), "Skip to the content");
        await page.keyboard.press("Enter");
        await page.keyboard.press("Tab");
        assert.equal(await page.evaluate("document.activeElement.id"), "query");
        await page.keyboard.type("WINE quality");
        assert.deepEqual(await page.locator("[data-item]:visible h3").allTextContents(), ["wine-quality", "Gold"]);
        assert.equal(await page.locator("#found").textContent(), "2 of 6 fit");
        await page.keyboard.press("Tab");
        await page.keyboard.press("Enter");
        await page.waitForURL(/apis\/wine-quality\.html$/);
        await page.locator("summary", { hasText: "POST /invocations" }).focus();
        const answer = page.locator("dt", { hasText: "dataframe_records[].int_col" });
        assert.equal(await answer.isVisible(), false);
        await page.keyboard.press("Enter");
        assert.equal(await answer.isVisible(), true);
        await page.close();
    });

    it("say everything without scripts, but for the search", async () => {
        const { page } = await opened("example/index.html", { javaScriptEnabled: false });
        assert.equal(await page.locator("#search").isVisible(), false);
        assert.equal(await page.locator("[data-item]:visible").count(), 6);
        await page.locator("a", { hasText: "wine-quality" }).first().click();
        assert.ok(await page.locator("pre").first().isVisible());
        await page.close();
    });

    it("are shown in the documentation as they are", async () => {
        const target = process.env.CATALOGUE_PICTURES;
        for (const [name, file, colorScheme] of [
            ["example/index.html", "catalogue", "light"],
            ["example/apis/wine-quality.html", "catalogue-api", "dark"],
        ]) {
            const { page } = await opened(name!, { colorScheme, viewport: { width: 900, height: 700 } });
            const picture: Buffer = await page.screenshot(target && { path: join(target, `${file}.png`) });
            assert.ok(picture.length < 100_000, `${name}: ${picture.length}`);
            await page.close();
        }
    });
});

function isExecutable(path: string): boolean {
    try {
        accessSync(path, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}
