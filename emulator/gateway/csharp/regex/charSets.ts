/** Whether a UTF-16 unit is one of a set. */
export type CharTest = (code: number) => boolean;

const categories = new Map<string, Uint8Array>();

/** Units of a Unicode category, as .NET looks at them: one by one, halves of pairs included. */
function table(name: string, pattern: RegExp): Uint8Array {
    let found = categories.get(name);
    if (!found) {
        found = new Uint8Array(0x10000);
        for (let code = 0; code < 0x10000; code++) found[code] = pattern.test(String.fromCharCode(code)) ? 1 : 0;
        categories.set(name, found);
    }
    return found;
}

const simple: Readonly<Record<string, [CharTest, RegExp]>> = {
    d: [(code) => code >= 48 && code <= 57, /\p{Nd}/u],
    w: [
        (code) =>
            (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95,
        /[\p{L}\p{Mn}\p{Nd}\p{Pc}]/u,
    ],
    s: [(code) => code === 32 || (code >= 9 && code <= 13), /[\s\x85]/u],
};

/** `\d`, `\w` and `\s`, which know all of Unicode in .NET. */
export function classTest(letter: "d" | "w" | "s"): CharTest {
    const [ascii, all] = simple[letter]!;
    return (code) => (code < 128 ? ascii(code) : table(letter, all)[code] === 1);
}

const general = /^(L[ulmotC]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?|C[cfson]?)$/;

/** `\p{Lu}`; undefined for what is no general category, such as a block. */
export function categoryTest(name: string): CharTest | undefined {
    if (!general.test(name)) return undefined;
    const pattern = new RegExp(`\\p{${name}}`, "u");
    return (code) => table(name, pattern)[code] === 1;
}

/** All other characters. */
export function not(test: CharTest): CharTest {
    return (code) => !test(code);
}

/** The characters that one of the tests passes. */
export function any(tests: readonly CharTest[]): CharTest {
    const [only] = tests;
    return tests.length === 1 ? only! : (code) => tests.some((test) => test(code));
}

/** The set in any casing. */
export function folded(test: CharTest): CharTest {
    return (code) => test(code) || test(lower(code)) || test(upper(code));
}

/** A character as `IgnoreCase` compares it. One whose small letter is two characters stays. */
export function lower(code: number): number {
    if (code < 128) return code >= 65 && code <= 90 ? code + 32 : code;
    const text = String.fromCharCode(code).toLowerCase();
    return text.length === 1 ? text.charCodeAt(0) : code;
}

function upper(code: number): number {
    const text = String.fromCharCode(code).toUpperCase();
    return text.length === 1 ? text.charCodeAt(0) : code;
}
