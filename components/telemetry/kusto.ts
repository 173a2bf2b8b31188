/** A part of a Kusto query. Only `kql` makes one. */
export class Kusto {
    /** @internal */
    constructor(readonly text: string) {}
}

/** What can be put into a query: data of any content, or another part. `undefined` stands for a number that is not known. */
type Part = string | number | undefined | Kusto | readonly string[] | readonly Kusto[];

/**
 * A part of a query, as a template: its words are the program's own. A text becomes a literal that holds for any content,
 * a number a literal of type `real`, and a list what stands between the brackets of `datatable []`. `anyOf` is for `in ()`.
 */
export function kql(code: TemplateStringsArray, ...parts: readonly Part[]): Kusto {
    return new Kusto(String.raw({ raw: code }, ...parts.map(written)));
}

/** What stands between the brackets of `in ()`, where Kusto takes no empty list: none of no texts fits. */
export function anyOf(texts: readonly string[]): Kusto {
    return texts.length > 0 ? kql`${texts}` : kql`dynamic([])`;
}

function written(part: Part): string {
    if (part === undefined) return "real(null)";
    if (typeof part === "string") return literal(part);
    if (typeof part === "number") return `real(${part})`;
    if (part instanceof Kusto) return part.text;
    return part.map((each: string | Kusto) => written(each)).join(", ");
}

/**
 * Kusto reads JSON's escapes. Braces are escaped too: a workbook puts the values of its parameters where a query has
 * their names in braces, within literals as well.
 */
function literal(text: string): string {
    return JSON.stringify(text).replace(/[{}\u007f-\uffff]/g, (character) => {
        return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
    });
}
