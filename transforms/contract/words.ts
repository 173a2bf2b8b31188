import { quoted } from "../quoted";
import type { Kind } from "./shape";

/** More names or values would hide the rest of a line. */
const mostShown = 4;

/** E.g. `string or null`. */
export function kindsInWords(kinds: ReadonlySet<Kind>): string {
    if (kinds.size === 7) return "any value";
    const names: string[] = [...kinds].filter((kind) => kind !== "fraction" && kind !== "integer");
    if (kinds.has("fraction")) names.unshift("number");
    else if (kinds.has("integer")) names.unshift("integer");
    return names.length === 0 ? "nothing" : names.join(" or ");
}

/** E.g. ` with messages, n and 3 more`; empty for no names. */
export function namesInWords(names: readonly string[]): string {
    return names.length === 0 ? "" : ` with ${few(names.map(quoted))}`;
}

/** Values by their JSON. */
export function valuesInWords(values: Iterable<string>): string {
    return few([...values].map(quoted));
}

function few(words: readonly string[]): string {
    if (words.length <= mostShown) return words.join(", ");
    return `${words.slice(0, mostShown).join(", ")} and ${words.length - mostShown} more`;
}
