import type { Matcher } from "./parityRecord";

/**
 * @param at JSON pointer of `found`
 * @returns where and how the value differs from what is expected; undefined if it does not
 */
export function difference(expected: Matcher, found: unknown, at = ""): string | undefined {
    const place = at === "" ? "the answer" : at;
    const say = (what: string) => `${place} is ${JSON.stringify(found)} instead of ${what}`;
    if (expected === null) return found === null || found === undefined ? undefined : say("null or absent");
    if (typeof expected !== "object") return found === expected ? undefined : say(JSON.stringify(expected));
    if (Array.isArray(expected)) {
        const items = expected as readonly Matcher[];
        if (!Array.isArray(found) || found.length !== items.length) return say(`a list of ${items.length}`);
        return first(items.map((item, index) => difference(item, found[index], `${at}/${index}`)));
    }
    const { matches, ...others } = expected as Record<string, Matcher>;
    if (typeof matches === "string" && Object.keys(others).length === 0) {
        const fits = typeof found === "string" && new RegExp(`^(?:${matches})$`, "s").test(found);
        return fits ? undefined : say(`a text that fits ${matches}`);
    }
    if (typeof found !== "object" || found === null || Array.isArray(found)) return say("an object");
    const members = Object.entries(expected as Record<string, Matcher>);
    return first(
        members.map(([name, member]) => difference(member, (found as Record<string, unknown>)[name], `${at}/${name}`)),
    );
}

function first(problems: readonly (string | undefined)[]): string | undefined {
    return problems.find((problem) => problem !== undefined);
}
