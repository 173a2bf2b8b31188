/**
 * Whether a text as a whole fits a pattern: `*` stands for any characters, `?` for one, everything else for itself.
 *
 * No regular expression, which tries every way of sharing the text among the stars. Here only the last star so far is
 * ever given more: wherever an earlier one could have ended instead, the last one comes by as well. So the work is at
 * most that of comparing every character of the text with every one of the pattern.
 */
export function fitsPattern(pattern: string, text: string): boolean {
    let inPattern = 0;
    let inText = 0;
    let star = -1;
    let starEnd = 0;
    while (inText < text.length) {
        if (pattern[inPattern] === "*") {
            star = inPattern++;
            starEnd = inText;
        } else if (pattern[inPattern] === "?" || pattern[inPattern] === text[inText]) {
            inPattern++;
            inText++;
        } else if (star >= 0) {
            inPattern = star + 1;
            inText = ++starEnd;
        } else {
            return false;
        }
    }
    while (pattern[inPattern] === "*") inPattern++;
    return inPattern === pattern.length;
}
