import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";

const root = join(__dirname, "..");
const pages = execFileSync("git", ["ls-files", "-z", "*.md"], { cwd: root, encoding: "utf8" })
    .split("\0")
    .filter((page) => page !== "" && existsSync(join(root, page)));
const read = (page: string) => readFileSync(join(root, page), "utf8");
const prose = (page: string) => read(page).replace(/^```[^]*?^```/gm, "");

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
    const plain = heading
        .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
        .trim()
        .toLowerCase();
    return plain.replace(/[^\p{L}\p{N}_\- ]/gu, "").replaceAll(" ", "-");
}

const anchorsOf = (page: string) =>
    [...prose(page).matchAll(/^#{1,6} (.*)$/gm)].map(([, heading]) => anchorOf(heading!));

describe("the documentation", () => {
    it("links to files and headings that are there", () => {
        const broken = pages.flatMap((page) =>
            [...prose(page).matchAll(/\]\((?![a-z]+:)([^)#\s]*)(?:#([^)\s]+))?\)/g)]
                .filter(([, path, anchor]) => {
                    const target = path === "" ? page : posix.join(dirname(page), path!);
                    if (!existsSync(join(root, target))) return true;
                    return anchor !== undefined && target.endsWith(".md") && !anchorsOf(target).includes(anchor);
                })
                .map(([link]) => `${page}: ${link}`),
        );
        assert.deepEqual(broken, []);
    });

    it("names commands of package.json", () => {
        const { scripts } = JSON.parse(read("package.json")) as { scripts: object };
        const unknown = pages
            .filter((page) => !page.startsWith("emulator/"))
            .flatMap((page) =>
                [...read(page).matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name]) => `${page}: ${name!}`),
            )
            .filter((named) => !Object.hasOwn(scripts, named.split(": ")[1]!));
        assert.deepEqual(unknown, []);
    });
});
