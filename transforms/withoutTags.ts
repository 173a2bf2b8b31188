/**
 * Text of a workspace or of a document as it may stand in what people read: the developer portal renders descriptions as
 * Markdown, which takes HTML as it is. Nothing begins a tag without `<`, and no reference stands for it there (CommonMark
 * 0.31.2, 2.5). A link that would run a script becomes one to a place in the page (`#`), which is not there. All other Markdown stays as it is, and a text that went
 * through once stays the same.
 */
export function withoutTags(text: string): string {
    // Most texts have neither tags nor links.
    if (!text.includes("<") && !text.includes("]")) return text;
    return text
        .replaceAll("<", "&lt;")
        .replace(/(\]\(\s*|\]:\s*)(?=(\S{0,300}))/g, (before: string, _, target: string) =>
            runsScript(target) || hiddenSpace.test(target) ? `${before}#` : before,
        );
}

/** URLs of these schemes run what stands in them, or show it as a page. */
const scripts = /^(javascript|vbscript|livescript|data|file):/i;

/** White space that Markdown makes of a reference and a browser drops: no link has a use for it. */
const hiddenSpace = /&(Tab|NewLine|#0*(9|10|13)|#x0*[9ad])\b/i;

/** Whether a browser would read the target of a link as one of these schemes: Markdown knows references and escapes in it. */
export function runsScript(target: string): boolean {
    const plain = target
        .replace(/&#(?:x([0-9a-f]{1,6})|([0-9]{1,7}));?/gi, (_, hexadecimal?: string, decimal?: string) => {
            const code = hexadecimal ? parseInt(hexadecimal, 16) : Number(decimal);
            return code <= 0x10ffff ? String.fromCodePoint(code) : "";
        })
        .replace(/&(Tab|NewLine);/g, "")
        .replace(/&colon;/g, ":")
        .replace(/\\(?=[!-/:-@[-`{-~])/g, "")
        .replace(/[\p{C}\s]+/gu, "");
    return scripts.test(plain);
}
