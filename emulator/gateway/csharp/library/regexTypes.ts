import { Capture, Group, Match, Regex } from "../regex/regex";
import { regexOptions } from "../regex/regexFlags";
import type { TypeTable } from "../signatures";
import { typeNamed } from "../typeRegistry";
import type { Type } from "../types";
import { argument, Instance, type EnumValue, type Value } from "../values";
import { exceptions } from "../exceptions";
import { texts } from "./text";

/** Regex and what it finds. */

class Collection extends Instance {
    constructor(
        readonly type: Type,
        readonly items: readonly Instance[],
        readonly find?: (key: Value) => Instance,
    ) {
        super();
    }

    [Symbol.iterator](): Iterator<Value> {
        return this.items.values();
    }
}

type Evaluator = (match: Match) => string | null;

const regex = (pattern: string, options?: EnumValue): Regex => new Regex(pattern, options?.value ?? 0);
const matchesOf = (self: Regex, text: string): Collection =>
    new Collection(typeNamed("MatchCollection"), [...self.matches(argument(text))]);
const evaluated =
    (evaluate: Evaluator): ((match: Match) => string) =>
    (match) =>
        evaluate(match) ?? "";
const written = (replacement: string): ((match: Match) => string) => (
    argument(replacement),
    (match) => match.result(replacement)
);

const members: Record<string, (...args: never[]) => Value> = {
    "new(string pattern)": (pattern: string) => regex(pattern),
    "new(string pattern, RegexOptions options)": regex,
    "static string Unescape(string text)": (text: string) =>
        argument(text).replace(
            /\\(.)/gs,
            (_, character: string) =>
                ({ n: "\n", r: "\r", t: "\t", f: "\f", v: "\v", a: "\x07", e: "\x1b" })[character] ?? character,
        ),
    "bool IsMatch(string text)": (self: Regex, text: string) => self.match(argument(text)).success,
    "bool IsMatch(string text, int start)": (self: Regex, text: string, start: number) =>
        self.match(argument(text), checked(text, start)).success,
    "Match Match(string text)": (self: Regex, text: string) => self.match(argument(text)),
    "Match Match(string text, int start)": (self: Regex, text: string, start: number) =>
        self.match(argument(text), checked(text, start)),
    "MatchCollection Matches(string text)": matchesOf,
    "string Replace(string text, string replacement)": (self: Regex, text: string, replacement: string) =>
        self.replace(text, written(replacement)),
    "string Replace(string text, string replacement, int count)": (
        self: Regex,
        text: string,
        replacement: string,
        count: number,
    ) => self.replace(text, written(replacement), count < 0 ? Infinity : count),
    "string Replace(string text, MatchEvaluator evaluator)": (self: Regex, text: string, evaluator: Evaluator) =>
        self.replace(text, evaluated(evaluator)),
    "string[] Split(string text)": (self: Regex, text: string) => texts(self.split(text)),
    "string ToString()": ({ source }: Regex) => source,
};

for (const options of [false, true]) {
    const tail = options ? ", RegexOptions options" : "";
    members[`static bool IsMatch(string text, string pattern${tail})`] = (
        text: string,
        pattern: string,
        flags?: EnumValue,
    ) => regex(pattern, flags).match(argument(text)).success;
    members[`static Match Match(string text, string pattern${tail})`] = (
        text: string,
        pattern: string,
        flags?: EnumValue,
    ) => regex(pattern, flags).match(argument(text));
    members[`static MatchCollection Matches(string text, string pattern${tail})`] = (
        text: string,
        pattern: string,
        flags?: EnumValue,
    ) => matchesOf(regex(pattern, flags), text);
    members[`static string Replace(string text, string pattern, string replacement${tail})`] = (
        text: string,
        pattern: string,
        replacement: string,
        flags?: EnumValue,
    ) => regex(pattern, flags).replace(text, written(replacement));
    members[`static string Replace(string text, string pattern, MatchEvaluator evaluator${tail})`] = (
        text: string,
        pattern: string,
        evaluator: Evaluator,
        flags?: EnumValue,
    ) => regex(pattern, flags).replace(text, evaluated(evaluator));
    members[`static string[] Split(string text, string pattern${tail})`] = (
        text: string,
        pattern: string,
        flags?: EnumValue,
    ) => texts(regex(pattern, flags).split(text));
}

function checked(text: string, start: number): number {
    if (start < 0 || start > argument(text).length) throw exceptions.outOfRange();
    return start;
}

function groupsOf(match: Match): Collection {
    return new Collection(typeNamed("GroupCollection"), match.groups, (key) => match.group(key));
}

function itemOf(self: Collection, index: number): Instance {
    const found = self.items[index];
    if (!found) throw exceptions.outOfRange();
    return found;
}

const space = "System.Text.RegularExpressions";

/** `Regex`, its matches and its options. */
export const regexTypes: readonly TypeTable[] = [
    {
        name: `${space}.Regex`,
        kind: "class",
        members,
        missing:
            "new CacheSize CompileToAssembly Escape GetGroupNames GetGroupNumbers GroupNameFromNumber GroupNumberFromName InfiniteMatchTimeout IsMatch Match MatchTimeout Matches Options Replace RightToLeft Split",
    },
    { name: `${space}.RegexOptions`, kind: "enum", constants: regexOptions },
    {
        name: `${space}.Capture`,
        kind: "class",
        members: {
            "int Index": ({ index }: Capture) => index,
            "int Length": ({ length }: Capture) => length,
            "string Value": ({ value }: Capture) => value,
        },
    },
    {
        name: `${space}.Group`,
        kind: "class",
        bases: ["Capture"],
        members: {
            "bool Success": ({ success }: Group) => success,
            "CaptureCollection Captures": ({ captures }: Group) =>
                new Collection(typeNamed("CaptureCollection"), captures),
        },
        missing: "Name Synchronized",
    },
    {
        name: `${space}.Match`,
        kind: "class",
        bases: ["Group"],
        members: {
            "static Match Empty": () => new Match(undefined, "", [[]]),
            "GroupCollection Groups": groupsOf,
            "string Result(string replacement)": (self: Match, replacement: string) => {
                if (!self.success) throw exceptions.argument("Result cannot be called on a failed Match.");
                return self.result(replacement);
            },
        },
        missing: "NextMatch Synchronized",
    },
    {
        name: `${space}.MatchCollection`,
        kind: "class",
        bases: ["IEnumerable<Match>"],
        missing: "Count this CopyTo GetEnumerator IsReadOnly IsSynchronized SyncRoot",
    },
    {
        name: `${space}.GroupCollection`,
        kind: "class",
        bases: ["IEnumerable<Group>"],
        members: {
            "int Count": ({ items }: Collection) => items.length,
            "Group this[int number]": (self: Collection, number: number) => self.find!(number),
            "Group this[string name]": (self: Collection, name: string) => self.find!(argument(name)),
        },
        missing: "CopyTo GetEnumerator IsReadOnly IsSynchronized SyncRoot",
    },
    {
        name: `${space}.CaptureCollection`,
        kind: "class",
        bases: ["IEnumerable<Capture>"],
        members: { "int Count": ({ items }: Collection) => items.length, "Capture this[int index]": itemOf },
        missing: "CopyTo GetEnumerator IsReadOnly IsSynchronized SyncRoot",
    },
];
