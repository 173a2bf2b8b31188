import { createHash } from "node:crypto";

/**
 * An identifier that is not longer than API Management allows, and as unique as the whole text: one that is too long ends
 * in the start of the text's SHA-256.
 *
 * @param separator in front of the hash
 */
export function identifierWithin(longest: number, whole: string, separator = "-"): string {
    if (whole.length <= longest) return whole;
    const hash = createHash("sha256").update(whole).digest("hex").slice(0, 12);
    return `${whole.slice(0, longest - separator.length - hash.length)}${separator}${hash}`;
}

/**
 * The start of a text that fits into a number of bytes of UTF-8, as azure-native counts lengths. No character is cut in
 * two.
 */
export function startWithin(bytes: number, text: string): string {
    let start = "";
    let used = 0;
    for (const character of text) {
        used += Buffer.byteLength(character);
        if (used > bytes) break;
        start += character;
    }
    return start;
}
