import { step } from "../budget";
import type { CharTest } from "./charSets";

/** What a match has found so far. */
export interface State {
    readonly text: string;
    /** Captures of each group, the latest at the end. */
    readonly captures: [start: number, end: number][][];
}

/** Whether it fits from `at` on, and what follows it fits as well. */
export type Matcher = (state: State, at: number, next: (at: number) => boolean) => boolean;

const empty: Matcher = (_, at, next) => next(at);

/** Takes one character. */
export function one(test: CharTest): Matcher {
    return ({ text }, at, next) => at < text.length && test(text.charCodeAt(at)) && next(at + 1);
}

/** One after the other. */
export function sequence(parts: readonly Matcher[]): Matcher {
    if (parts.length === 0) return empty;
    return parts.reduceRight(
        (after, part) =>
            after === empty ? part : (state, at, next) => part(state, at, (to) => after(state, to, next)),
        empty,
    );
}

/** The first choice with which the rest matches, too. */
export function either(choices: readonly Matcher[]): Matcher {
    const [only] = choices;
    if (choices.length === 1) return only!;
    return (state, at, next) => {
        step();
        return choices.some((choice) => choice(state, at, next));
    };
}

/** A row of single characters, which needs no recursion. */
export function run(test: CharTest, least: number, most: number, lazy: boolean): Matcher {
    return ({ text }, at, next) => {
        const end = Math.min(text.length, most === Infinity ? text.length : at + most);
        let to = at;
        if (lazy) {
            for (;;) {
                step();
                if (to - at >= least && next(to)) return true;
                if (to >= end || !test(text.charCodeAt(to))) return false;
                to++;
            }
        }
        while (to < end && test(text.charCodeAt(to))) to++;
        step(to - at + 1);
        for (; to - at >= least; to--) {
            step();
            if (next(to)) return true;
        }
        return false;
    };
}

/** A quantifier. @param lazy takes as few as the rest allows */
export function repeated(part: Matcher, least: number, most: number, lazy: boolean): Matcher {
    return (state, from, next) => {
        const attempt = (count: number, at: number): boolean => {
            step();
            const more = (): boolean =>
                count < most && part(state, at, (to) => (to > at || count < least) && attempt(count + 1, to));
            const enough = (): boolean => count >= least && next(at);
            return lazy ? enough() || more() : more() || enough();
        };
        return attempt(0, from);
    };
}

/** Keeps what a part took, for references and for the match. @param number of the group, known once all names are */
export function group(part: Matcher, number: () => number): Matcher {
    return (state, from, next) =>
        part(state, from, (to) => {
            const captures = (state.captures[number()] ??= []);
            captures.push([from, to]);
            if (next(to)) return true;
            captures.pop();
            return false;
        });
}

/** `(?=...)` and `(?!...)`. */
export function ahead(part: Matcher, wanted: boolean): Matcher {
    return (state, at, next) => part(state, at, () => true) === wanted && next(at);
}

/** `(?<=...)` and `(?<!...)`. */
export function behind(part: Matcher, wanted: boolean): Matcher {
    return (state, at, next) => {
        let found = false;
        for (let from = at; from >= 0 && !found; from--) {
            step();
            found = part(state, from, (to) => to === at);
        }
        return found === wanted && next(at);
    };
}

/** `(?>...)`: what it found stays. */
export function atomic(part: Matcher): Matcher {
    return (state, at, next) => {
        let end = -1;
        return part(state, at, (to) => ((end = to), true)) && next(end);
    };
}

/** `\1`. */
export function reference(number: () => number, fold: ((code: number) => number) | undefined): Matcher {
    return (state, at, next) => {
        const found = state.captures[number()]?.at(-1);
        if (!found) return false;
        const [from, to] = found;
        for (let offset = 0; offset < to - from; offset++) {
            step();
            const [own, other] = [state.text.charCodeAt(at + offset), state.text.charCodeAt(from + offset)];
            if (at + offset >= state.text.length || (fold ? fold(own) !== fold(other) : own !== other)) return false;
        }
        return next(at + to - from);
    };
}

/** Takes no character, and asks for something of where it is: an anchor. */
export function place(test: (text: string, at: number) => boolean): Matcher {
    return ({ text }, at, next) => test(text, at) && next(at);
}
