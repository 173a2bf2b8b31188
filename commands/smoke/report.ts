import { create } from "xmlbuilder2";
import { printable } from "../printable";
import type { KeyReport } from "./keys";
import type { Result } from "./smoke";

/** How many results there are of each outcome. */
export function counts(results: readonly Result[]): Record<Result["outcome"], number> {
    const count = (outcome: Result["outcome"]) => results.filter((result) => result.outcome === outcome).length;
    return { passed: count("passed"), failed: count("failed"), limited: count("limited"), skipped: count("skipped") };
}

/** Whether all is well. A limit that is used up hides whether it is. */
export function isWell(results: readonly Result[]): boolean {
    const { failed, limited } = counts(results);
    return failed + limited === 0;
}

/** A table for people, then a line for each check that did not pass, and for each subscription with an owner or an end. */
export function tableLines(results: readonly Result[], keys: readonly KeyReport[] = []): string[] {
    const rows = results.map(({ outcome, status, milliseconds, name, what, url }) => [
        outcome,
        status === undefined ? "" : String(status),
        status === undefined ? "" : String(milliseconds),
        name,
        what,
        url,
    ]);
    const all = [["outcome", "status", "ms", "name", "check", "url"], ...rows];
    const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
    const cell = (text: string, column: number) =>
        column === 1 || column === 2 ? text.padStart(widths[column]!) : text.padEnd(widths[column]!);
    const { passed, failed, limited, skipped } = counts(results);
    const others = [...(limited ? [`${limited} limited`] : []), ...(skipped ? [`${skipped} skipped`] : [])];
    return [
        ...all.map((row) => row.map(cell).join("  ").trimEnd()),
        "",
        ...results.filter(({ message }) => message !== undefined).map(line),
        ...keys.map(keyLine),
        [`${passed} passed`, `${failed} failed`, ...others].join(", "),
    ].map(printable);
}

/** What, where, and how to mend it. */
export function line({ outcome, name, what, url, message }: Result): string {
    return `${outcome}: ${name}, ${what}: ${url}: ${sentence(message)}`;
}

/** Whose keys they are, and when they end. */
function keyLine({ isDue, text }: KeyReport): string {
    return `${isDue ? "warning" : "note"}: ${sentence(text)}`;
}

/** The results as JUnit's XML, which pipelines show. Notes are the output of the whole. XML has no control characters. */
export function junit(stack: string, results: readonly Result[], keys: readonly KeyReport[] = []): string {
    const { failed, limited, skipped } = counts(results);
    const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(3);
    const time = seconds(results.reduce((sum, { milliseconds }) => sum + milliseconds, 0));
    const totals = { tests: results.length, failures: failed + limited, errors: 0, skipped, time };
    const suites = create({ version: "1.0", encoding: "UTF-8" }).ele("testsuites", totals);
    const suite = suites.ele("testsuite", { name: printable(`smoke ${stack}`), ...totals });
    for (const result of results) {
        const { name, what, outcome, milliseconds, message = "" } = result;
        const attributes = { classname: printable(name), name: printable(what), time: seconds(milliseconds) };
        const testcase = suite.ele("testcase", attributes);
        if (outcome === "skipped") testcase.ele("skipped", { message: printable(message) });
        else if (outcome !== "passed") {
            testcase.ele("failure", { message: printable(message), type: outcome }).txt(printable(line(result)));
        }
    }
    if (keys.length > 0) suite.ele("system-out").txt(keys.map((key) => printable(keyLine(key))).join("\n"));
    return `${suites.end({ prettyPrint: true })}\n`;
}

function sentence(text = ""): string {
    return /[.!]$/.test(text) ? text : `${text}.`;
}
