/** An expression as it is compared with others. */
export interface Shape {
    /** The expression without blanks, each text and number replaced by what stands for any. */
    readonly key: string;
    readonly texts: string[];
    readonly numbers: number[];
}

const token = /\s+|"((?:[^"\\\r\n]|\\["\\nrt])*)"|(\d{1,9})(?!\w)|[A-Za-z_]\w*|[^\s"\d]/y;

/** @returns undefined for what is no token of an expression in the table, e.g. an escape that none of them needs */
export function shapeOf(source: string): Shape | undefined {
    const texts: string[] = [];
    const numbers: number[] = [];
    let key = "";
    token.lastIndex = 0;
    while (token.lastIndex < source.length) {
        const found = token.exec(source);
        if (!found) return undefined;
        const [whole, text, number] = found;
        if (text !== undefined) {
            texts.push(unescaped(text));
            key += '""';
        } else if (number !== undefined) {
            numbers.push(Number(number));
            key += "0";
        } else if (whole.trim() !== "") {
            // Two words in a row are two words, whatever the blanks between them.
            key += /\w$/.test(key) && /^\w/.test(whole) ? ` ${whole}` : whole;
        }
    }
    return { key, texts, numbers };
}

function unescaped(text: string): string {
    const controls: Record<string, string> = { n: "\n", r: "\r", t: "\t" };
    return text.replace(/\\(.)/g, (_, character: string) => controls[character] ?? character);
}
