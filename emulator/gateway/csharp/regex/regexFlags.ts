/** Options of a pattern, and the flags within it. */

/** `RegexOptions`. */
export const regexOptions = {
    None: 0,
    IgnoreCase: 1,
    Multiline: 2,
    ExplicitCapture: 4,
    Compiled: 8,
    Singleline: 16,
    IgnorePatternWhitespace: 32,
    RightToLeft: 64,
    ECMAScript: 256,
    CultureInvariant: 512,
} as const;

/** What is on at a place of a pattern. */
export interface Flags {
    readonly ignoreCase: boolean;
    readonly multiline: boolean;
    readonly explicit: boolean;
    readonly singleline: boolean;
    readonly blanks: boolean;
}

const flagOf: Readonly<Record<string, keyof Flags>> = {
    i: "ignoreCase",
    m: "multiline",
    n: "explicit",
    s: "singleline",
    x: "blanks",
};
/** Flags after `(?i-m)`. */
export function changed(flags: Flags, on: string, off: string): Flags {
    const result: Record<keyof Flags, boolean> = { ...flags };
    for (const letter of on) result[flagOf[letter]!] = true;
    for (const letter of off) result[flagOf[letter]!] = false;
    return result;
}
