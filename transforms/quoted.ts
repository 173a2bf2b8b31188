/** Longest name or value that is shown, in characters. */
const longest = 60;

/** Text of a document as it may stand in a line of a report: on one line, without control characters, and short. */
export function quoted(text: string): string {
    const line = text.replace(/[\p{C}\s]+/gu, " ").trim();
    return line.length > longest ? `${line.slice(0, longest)}...` : line;
}
