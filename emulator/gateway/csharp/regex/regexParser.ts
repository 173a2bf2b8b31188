import { exceptions } from "../exceptions";
import { anchors, atEnd, unsupportedPattern } from "./anchors";
import { any, categoryTest, classTest, folded, lower, not, type CharTest } from "./charSets";
import { changed, regexOptions, type Flags } from "./regexFlags";
import {
    ahead,
    atomic,
    behind,
    either,
    group,
    one,
    place,
    reference,
    repeated,
    run,
    sequence,
    type Matcher,
} from "./matchers";

/** A pattern, ready to match. */
export interface Pattern {
    readonly matcher: Matcher;
    /** Names of the groups by their number; those without one have their number as name. */
    readonly groups: readonly string[];
    /** Whether it can match at the start of the text only. */
    readonly atStart: boolean;
}

/** What stands for one character, or for anything else. */
interface Atom {
    readonly matcher: Matcher;
    readonly test?: CharTest;
}

const controls: Readonly<Record<string, string>> = {
    a: "\x07",
    e: "\x1b",
    f: "\f",
    n: "\n",
    r: "\r",
    t: "\t",
    v: "\v",
};

/** @throws CSharpException ArgumentException for what is no pattern, NotSupportedException for what the emulator does not have */
export function parsePattern(pattern: string, options: number): Pattern {
    if (options & (regexOptions.RightToLeft | regexOptions.ECMAScript))
        throw unsupportedPattern("RightToLeft and ECMAScript");
    return new PatternParser(pattern).whole({
        ignoreCase: (options & regexOptions.IgnoreCase) !== 0,
        multiline: (options & regexOptions.Multiline) !== 0,
        explicit: (options & regexOptions.ExplicitCapture) !== 0,
        singleline: (options & regexOptions.Singleline) !== 0,
        blanks: (options & regexOptions.IgnorePatternWhitespace) !== 0,
    });
}

class PatternParser {
    private at = 0;
    private unnamed = 0;
    private readonly names: string[] = [];
    private depth = 0;

    constructor(private readonly pattern: string) {}

    whole(flags: Flags): Pattern {
        const matcher = this.alternatives(flags);
        if (this.at < this.pattern.length) throw exceptions.regexParse();
        const groups = ["0", ...Array.from({ length: this.unnamed }, (_, at) => String(at + 1)), ...this.names];
        const isStart =
            /^(\\A|\^)/.test(this.pattern) &&
            !this.pattern.includes("|") &&
            !flags.multiline &&
            !this.pattern.includes("(?");
        return { matcher, groups, atStart: isStart };
    }

    private alternatives(outer: Flags): Matcher {
        if (++this.depth > 100) throw unsupportedPattern("groups as deep as this");
        let flags = outer;
        const choices: Matcher[] = [];
        let parts: Matcher[] = [];
        for (;;) {
            if (flags.blanks) this.take(/(?:\s|#[^\n]*)+/y);
            if (this.at >= this.pattern.length || this.pattern[this.at] === ")") break;
            if (this.take(/\|/y)) {
                choices.push(sequence(parts));
                parts = [];
                continue;
            }
            if (this.take(/\(\?#[^)]*\)/y)) continue;
            const inline = this.take(/\(\?([imnsx]*)(?:-([imnsx]+))?\)/y);
            if (inline) flags = changed(flags, inline[1]!, inline[2] ?? "");
            else parts.push(this.quantified(this.atom(flags), flags));
        }
        this.depth--;
        return either([...choices, sequence(parts)]);
    }

    private quantified({ matcher, test }: Atom, flags: Flags): Matcher {
        if (flags.blanks) this.take(/(?:\s|#[^\n]*)+/y);
        const found = this.take(/(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})(\??)/y);
        if (!found) return matcher;
        const [, symbol, from, comma, to, lazy] = found;
        const least = symbol ? (symbol === "+" ? 1 : 0) : Number(from);
        const most = symbol
            ? symbol === "?"
                ? 1
                : Infinity
            : comma === undefined
              ? least
              : to
                ? Number(to)
                : Infinity;
        if (most < least || least > 2 ** 31 - 1) throw exceptions.regexParse();
        if (/[*+?]/.test(this.pattern[this.at] ?? "") || /^\{\d+(,\d*)?\}/.test(this.pattern.slice(this.at)))
            throw exceptions.regexParse("Nested quantifier.");
        return test ? run(test, least, most, lazy === "?") : repeated(matcher, least, most, lazy === "?");
    }

    private atom(flags: Flags): Atom {
        const character = this.pattern[this.at]!;
        if (character === "(") return { matcher: this.group(flags) };
        if (character === "[") return this.single(this.set(), flags);
        if (character === "\\") return this.escape(flags);
        if (/[*+?]/.test(character) || /^\{\d+(,\d*)?\}/.test(this.pattern.slice(this.at)))
            throw exceptions.regexParse("Quantifier with nothing before it.");
        this.at++;
        if (character === ".")
            return this.single(flags.singleline ? () => true : (code) => code !== 10, { ...flags, ignoreCase: false });
        if (character === "^")
            return {
                matcher: place(flags.multiline ? (text, at) => at === 0 || text[at - 1] === "\n" : (_, at) => at === 0),
            };
        if (character === "$")
            return { matcher: place(flags.multiline ? (text, at) => at === text.length || text[at] === "\n" : atEnd) };
        return this.literal(character, flags);
    }

    private single(test: CharTest, flags: Flags): Atom {
        const final = flags.ignoreCase ? folded(test) : test;
        return { matcher: one(final), test: final };
    }

    private literal(character: string, flags: Flags): Atom {
        const code = character.charCodeAt(0);
        if (!flags.ignoreCase) return this.single((other) => other === code, flags);
        const wanted = lower(code);
        const test: CharTest = (other) => lower(other) === wanted;
        return { matcher: one(test), test };
    }

    private group(flags: Flags): Matcher {
        this.at++;
        const scoped = this.take(/\?([imnsx]*)(?:-([imnsx]+))?:/y);
        if (scoped) return this.closed(changed(flags, scoped[1]!, scoped[2] ?? ""));
        const look = this.take(/\?(<?)([=!])/y);
        if (look) {
            const inner = this.closed(flags);
            return look[1] ? behind(inner, look[2] === "=") : ahead(inner, look[2] === "=");
        }
        if (this.take(/\?>/y)) return atomic(this.closed(flags));
        const named = this.take(/\?(?:<([\p{L}_][\p{L}\p{Nd}_]*)>|'([\p{L}_][\p{L}\p{Nd}_]*)')/uy);
        if (named) {
            const name = named[1] ?? named[2]!;
            if (!this.names.includes(name)) this.names.push(name);
            return group(this.closed(flags), () => this.numberOf(name));
        }
        if (this.take(/\?(\(|<[^>]*-|'[^']*-|<\d|'\d)/y))
            throw unsupportedPattern("conditions, numbered and balancing groups");
        if (this.pattern[this.at] === "?") throw exceptions.regexParse("Unrecognized grouping construct.");
        if (flags.explicit) return this.closed(flags);
        const number = ++this.unnamed;
        return group(this.closed(flags), () => number);
    }

    /** Groups with a name are counted behind those without one. */
    private numberOf(name: string): number {
        return this.unnamed + 1 + this.names.indexOf(name);
    }

    private closed(flags: Flags): Matcher {
        const inner = this.alternatives(flags);
        if (!this.take(/\)/y)) throw exceptions.regexParse("Not enough )'s.");
        return inner;
    }

    private escape(flags: Flags): Atom {
        const anchor = this.take(/\\([AzZbBG])/y);
        if (anchor) return { matcher: place(anchors(anchor[1]!)) };
        const back = this.take(/\\k(?:<(\w+)>|'(\w+)')|\\([1-9]\d?)/y);
        if (back) {
            const [, one, other, digits] = back;
            const name = one ?? other;
            const fold = flags.ignoreCase ? lower : undefined;
            if (digits !== undefined || /^\d+$/.test(name!))
                return { matcher: reference(() => Number(digits ?? name), fold) };
            if (!this.names.includes(name!)) throw exceptions.regexParse("Reference to undefined group name.");
            return { matcher: reference(() => this.numberOf(name!), fold) };
        }
        const set = this.classEscape();
        if (set) return this.single(set, { ...flags, ignoreCase: false });
        return this.literal(this.characterEscape(), flags);
    }

    /** `\d` and its like, also within a set. */
    private classEscape(): CharTest | undefined {
        const found = this.take(/\\([dDwWsS])/y);
        if (found) {
            const test = classTest(found[1]!.toLowerCase() as "d");
            return found[1] === found[1]!.toLowerCase() ? test : not(test);
        }
        const category = this.take(/\\([pP])\{(\w+)\}/y);
        if (!category) return undefined;
        const test = categoryTest(category[2]!);
        if (!test) throw unsupportedPattern("Unicode blocks");
        return category[1] === "p" ? test : not(test);
    }

    private characterEscape(): string {
        const coded = this.take(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|0([0-7]{0,2})|c([A-Za-z]))/y);
        if (coded) {
            const [, two, four, octal, control] = coded;
            if (control) return String.fromCharCode(control.toUpperCase().charCodeAt(0) - 64);
            return String.fromCharCode(octal === undefined ? parseInt((two ?? four)!, 16) : parseInt(octal || "0", 8));
        }
        const character = this.pattern[this.at + 1];
        if (character === undefined) throw exceptions.regexParse("Illegal \\ at end of pattern.");
        if (Object.hasOwn(controls, character)) {
            this.at += 2;
            return controls[character]!;
        }
        if (/[\p{L}\p{Nd}_]/u.test(character)) throw exceptions.regexParse("Unrecognized escape sequence.");
        this.at += 2;
        return character;
    }

    private set(): CharTest {
        this.at++;
        const isNegative = this.take(/\^/y) !== null;
        const tests: CharTest[] = [];
        for (let isFirst = true; ; isFirst = false) {
            if (this.at >= this.pattern.length) throw exceptions.regexParse("Unterminated [] set.");
            if (this.pattern[this.at] === "]" && !isFirst) break;
            if (this.pattern.startsWith("-[", this.at)) throw unsupportedPattern("subtraction of sets");
            const known = this.classEscape();
            if (known) tests.push(known);
            else tests.push(this.range(this.setCharacter()));
        }
        this.at++;
        return isNegative ? not(any(tests)) : any(tests);
    }

    private range(first: string): CharTest {
        const from = first.charCodeAt(0);
        const isRange =
            this.pattern[this.at] === "-" &&
            this.pattern[this.at + 1] !== "]" &&
            this.pattern[this.at + 1] !== "[" &&
            this.at + 1 < this.pattern.length;
        if (!isRange) return (code) => code === from;
        this.at++;
        const to = this.setCharacter().charCodeAt(0);
        if (to < from) throw exceptions.regexParse("[x-y] range in reverse order.");
        return (code) => code >= from && code <= to;
    }

    private setCharacter(): string {
        if (this.take(/\\b/y)) return "\b";
        return this.pattern[this.at] === "\\" ? this.characterEscape() : this.pattern[this.at++]!;
    }

    private take(pattern: RegExp): RegExpExecArray | null {
        pattern.lastIndex = this.at;
        const found = pattern.exec(this.pattern);
        if (found) this.at += found[0].length;
        return found;
    }
}
