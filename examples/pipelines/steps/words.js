/**
 * Writes what Pulumi printed as Markdown, in which it stays data: a fence is longer than any within it.
 *
 *     node words.js preview STATUS FILE
 *     node words.js drift STATUS FILE STATUS FILE
 */
const { readFileSync } = require("node:fs");

/** Longest text of the engine in a comment. GitHub takes 65,536 characters in all. */
const most = 25_000;

/** The text as a block of code. */
function fenced(text) {
    const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
    const fence = "`".repeat(longest + 1);
    return `${fence}text\n${text}\n${fence}`;
}

/** Without control characters, and with its beginning and its end alone where it is too long. */
function readable(text) {
    const plain = text.replace(/[^\P{C}\n\t]/gu, "").trim();
    if (plain.length <= most) return plain;
    const left = plain.length - most;
    return `${plain.slice(0, most / 2)}\n[${left} characters are left out; the log has them]\n${plain.slice(-most / 2)}`;
}

/** Lines on contracts that break callers, each once, below the line that names the endpoint or other model. */
function breakingIn(text) {
    const lines = [];
    let owner;
    for (const line of text.split("\n").map((each) => each.trim())) {
        if (/ ".*": its (new )?contract /.test(line)) owner = line.replace(/^(error|warning|info): /, "");
        if (!line.startsWith("breaking: ")) continue;
        if (owner !== undefined && !lines.includes(owner)) lines.push(owner);
        if (!lines.includes(`  ${line}`)) lines.push(`  ${line}`);
    }
    return lines;
}

function hidden(summary, text) {
    return `<details><summary>${summary}</summary>\n\n${fenced(readable(text))}\n\n</details>`;
}

/** A comment on a pull request. @param failed whether the preview failed */
function commentOf(text, failed) {
    const lines = breakingIn(readable(text).length < text.length ? text.replace(/[^\P{C}\n\t]/gu, "") : text);
    const count = lines.filter((line) => line.startsWith("  breaking: ")).length;
    const outcome = failed ? "The preview **failed**." : "The preview succeeded.";
    // A preview can fail before it has compared the contracts.
    const none = failed ? "It names no contract that breaks callers." : "No contract breaks callers.";
    const breaking = count === 0 ? none : `**${count} ${count === 1 ? "change breaks" : "changes break"} callers:**`;
    const shown = count === 0 ? [] : [fenced(readable(lines.join("\n")))];
    return [`${outcome} ${breaking}`, ...shown, hidden("Everything that it printed", text)].join("\n\n");
}

/** An issue on drift: of resources, and of contracts. */
function issueOf(refresh, preview) {
    const part = (what, { failed, text }) => {
        if (!failed) return `${what}: none.`;
        const isDrift = /no changes were expected/.test(text) || breakingIn(text).length > 0;
        return [
            `**${what}: ${isDrift ? "yes" : "unknown, because the command failed"}.**`,
            fenced(readable(text)),
        ].join("\n\n");
    };
    return [
        part("Changes by hand in Azure (`pulumi refresh --preview-only`)", refresh),
        part("Changed contracts and settings that are not deployed (`pulumi preview`)", preview),
        "`pulumi refresh`, then `pulumi up`, restores what the settings say. To keep a change that was made by hand, put it into the settings.",
    ].join("\n\n");
}

function main([kind, ...args]) {
    const parts = [];
    for (let at = 0; at < args.length; at += 2) {
        parts.push({ failed: args[at] !== "0", text: readFileSync(args[at + 1], "utf8") });
    }
    const [first, second] = parts;
    process.stdout.write(`${kind === "drift" ? issueOf(first, second) : commentOf(first.text, first.failed)}\n`);
}

module.exports = { commentOf, issueOf };
if (require.main === module) main(process.argv.slice(2));
