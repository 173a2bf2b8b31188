import { step } from "../budget";
import { typeNamed } from "../typeRegistry";
import type { Type } from "../types";
import { argument, Instance, type Value } from "../values";
import { parsePattern, type Pattern } from "./regexParser";
import type { State } from "./matchers";

const cached = new Map<string, Pattern>();
const maxCached = 100;

/**
 * `Regex`. A matcher of our own, because JavaScript's differs (captures of repeated groups, `$`, numbers of groups), and
 * can't be stopped where a pattern takes too long.
 */
export class Regex extends Instance {
    readonly pattern: Pattern;

    constructor(
        readonly source: string,
        options = 0,
    ) {
        super();
        const key = `${options} ${argument(source)}`;
        const found = cached.get(key) ?? parsePattern(source, options);
        if (cached.size >= maxCached) cached.clear();
        cached.set(key, found);
        this.pattern = found;
    }

    get type(): Type {
        return typeNamed("Regex");
    }

    /** The first match at or behind a place. */
    match(text: string, from = 0): Match {
        const { matcher, groups, atStart } = this.pattern;
        for (let start = from; start <= argument(text).length; start++) {
            step();
            if (atStart && start > 0) break;
            const state: State = { text, captures: [] };
            let end = -1;
            if (matcher(state, start, (at) => ((end = at), true))) {
                const captures = groups.map((_, number) => state.captures[number] ?? []);
                captures[0] = [[start, end]];
                return new Match(this, text, captures);
            }
        }
        return new Match(
            this,
            text,
            groups.map(() => []),
        );
    }

    *matches(text: string): Generator<Match> {
        let from = 0;
        while (from <= text.length) {
            const match = this.match(text, from);
            if (!match.success) return;
            yield match;
            // Behind an empty match the next one starts a character further on.
            from = match.length === 0 ? match.end + 1 : match.end;
        }
    }

    replace(text: string, replacement: (match: Match) => string, count = Infinity): string {
        let result = "";
        let at = 0;
        let left = count;
        for (const match of this.matches(argument(text))) {
            if (left-- <= 0) break;
            result += text.slice(at, match.index) + replacement(match);
            at = match.end;
        }
        return result + text.slice(at);
    }

    split(text: string): string[] {
        const parts: string[] = [];
        let at = 0;
        for (const match of this.matches(argument(text))) {
            parts.push(text.slice(at, match.index));
            // What groups have captured stands between the parts.
            for (const found of match.groups.slice(1)) if (found.success) parts.push(found.value);
            at = match.end;
        }
        return [...parts, text.slice(at)];
    }
}

/** `Capture`, `Group` and `Match`. */
export class Capture extends Instance {
    constructor(
        readonly text: string,
        readonly index: number,
        readonly end: number,
    ) {
        super();
    }

    get type(): Type {
        return typeNamed("Capture");
    }

    get value(): string {
        return this.text.slice(this.index, this.end);
    }

    get length(): number {
        return this.end - this.index;
    }

    override toText(): string {
        return this.value;
    }
}

/** What one group of a pattern took: its last capture, and all before it. */
export class Group extends Capture {
    constructor(
        text: string,
        readonly found: readonly [start: number, end: number][],
    ) {
        const [start, end] = found.at(-1) ?? [0, 0];
        super(text, start, end);
    }

    override get type(): Type {
        return typeNamed("Group");
    }

    get success(): boolean {
        return this.found.length > 0;
    }

    get captures(): Capture[] {
        return this.found.map(([start, end]) => new Capture(this.text, start, end));
    }
}

/** A match of a pattern, which is its group 0. */
export class Match extends Group {
    constructor(
        readonly regex: Regex | undefined,
        text: string,
        all: readonly [start: number, end: number][][],
    ) {
        super(text, all[0]!);
        this.groups = all.map((found, number) => (number === 0 ? this : new Group(text, found)));
    }

    readonly groups: readonly Group[];

    override get type(): Type {
        return typeNamed("Match");
    }

    /** By number or name; one that is not there has not matched. */
    group(key: Value): Group {
        const at = typeof key === "number" ? key : (this.regex?.pattern.groups.indexOf(key as string) ?? -1);
        return this.groups[at] ?? new Group("", []);
    }

    next(): Match {
        if (!this.success || !this.regex) return this;
        return this.regex.match(this.text, this.length === 0 ? this.end + 1 : this.end);
    }

    /** `$1`, `${name}`, `$&` and the like put in. */
    result(replacement: string): string {
        return argument(replacement).replace(
            /\$(?:(\d+)|\{(\w+)\}|([$&`'+_]))/g,
            (whole, digits?: string, name?: string, sign?: string) => {
                if (sign === "$") return "$";
                if (sign === "&") return this.value;
                if (sign === "`") return this.text.slice(0, this.index);
                if (sign === "'") return this.text.slice(this.end);
                if (sign === "_") return this.text;
                if (sign === "+") return this.groups.at(-1)!.value;
                const key = digits ?? name!;
                const at = /^\d+$/.test(key) ? Number(key) : (this.regex?.pattern.groups.indexOf(key) ?? -1);
                const found = this.groups[at];
                return found ? found.value : whole;
            },
        );
    }
}
