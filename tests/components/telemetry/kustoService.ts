import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** What Kusto's own language service says of queries over the tables of Application Insights. */
export function analyzed(queries: readonly string[]): { readonly problems: string[]; readonly columns: string[] }[] {
    const script = join(__dirname, "kustoProcess.js");
    return JSON.parse(execFileSync(process.execPath, [script], { input: JSON.stringify(queries), encoding: "utf8" }));
}

/** A query as a workbook runs it, once values stand for its parameters. */
export function withParameters(query: string): string {
    return query.replaceAll("{TimeRange:grain}", "1h").replaceAll(/\{\w+Price\}/g, "0.5");
}
