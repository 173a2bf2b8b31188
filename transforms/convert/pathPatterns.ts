/** Which operations of a document are published, by patterns such as `/items/**` or `GET /items/*`. */
export interface PathPatterns {
    /** Patterns of which an operation fits one. @default every operation is published */
    readonly include?: readonly string[];
    /** Patterns of operations that are left out, whatever `include` says. */
    readonly exclude?: readonly string[];
}

/**
 * Whether an operation fits a pattern: `*` stands for any characters of one segment, `**` for any segments, none included,
 * everything else for itself. A method before the pattern restricts it to that method. Letters of a method may have any case.
 *
 * @param path as the document writes it, placeholders included, e.g. `/items/{item_id}`
 */
export function fitsPathPattern(pattern: string, method: string, path: string): boolean {
    const [, only, template] = /^(?:([A-Za-z]+) +)?(.*)$/s.exec(pattern)!;
    if (only !== undefined && only.toLowerCase() !== method) return false;
    return fits(template!.split("/"), path.split("/"), "**", (segment, given) =>
        fits([...segment], [...given], "*", (one, other) => one === other),
    );
}

/**
 * Whether items as a whole fit a pattern in which `star` stands for any number of them.
 *
 * No regular expression, which tries every way of sharing the items among the stars. Here only the last star so far is ever
 * given more: wherever an earlier one could have ended instead, the last one comes by as well.
 */
function fits(
    pattern: readonly string[],
    items: readonly string[],
    star: string,
    fitsOne: (pattern: string, item: string) => boolean,
): boolean {
    let [at, next, afterStar, starEnd] = [0, 0, -1, 0];
    while (next < items.length) {
        if (pattern[at] === star) {
            afterStar = ++at;
            starEnd = next;
        } else if (at < pattern.length && fitsOne(pattern[at]!, items[next]!)) {
            at++;
            next++;
        } else if (afterStar >= 0) {
            at = afterStar;
            next = ++starEnd;
        } else {
            return false;
        }
    }
    while (pattern[at] === star) at++;
    return at === pattern.length;
}
