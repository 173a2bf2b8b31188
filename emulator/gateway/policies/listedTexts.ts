import type { PolicyElement } from "../policyElement";
import { invalid } from "../policyError";
import { incomplete } from "../policyRule";

/**
 * The texts of a list's members, e.g. of `audiences`; undefined where there is no list.
 * @throws PolicyError for a list that is empty, or stands twice
 */
export function listedTexts(element: PolicyElement, list: string, member: string): string[] | undefined {
    const [found, second] = element.children.filter(({ name }) => name === list);
    // Record list-stands-once.
    if (second) throw invalid(second, `The element '${list}' can stand only once in '${element.name}'.`);
    if (!found) return undefined;
    if (found.children.length === 0) throw incomplete(found, member);
    return found.children.map(({ text }) => text.trim());
}
