/** One line as it may stand in a terminal: what a document, an answer or a service chose may not steer it. */
export function printable(line: string): string {
    return line.replace(/[\p{C}\u2028\u2029]/gu, " ");
}

/** The same for a text of several lines. */
export function printableLines(text: string): string {
    return text.split("\n").map(printable).join("\n");
}

/** What went wrong, as every command says it on standard error. */
export function errorLine({ message }: { readonly message: string }): string {
    return `error: ${printableLines(message)}\n`;
}
