import { create } from "xmlbuilder2";
import type { XMLBuilder } from "xmlbuilder2/lib/interfaces";
import { largestPolicy } from "../gateway/tiers";
import type { PolicyElement, Section, Tier } from "./policyElement";
import { PolicyError, renderText } from "./policyText";

/** What a document adds to each section. */
export type PolicySections = { readonly [section in Section]?: readonly PolicyElement[] };

const order: readonly Section[] = ["inbound", "backend", "outbound", "on-error"];

/**
 * A policy document in the format `xml`. Sections begin with `<base />`, so that the policies of the service and of
 * products stay in force; only a backend section with policies of its own has none, because the call is made once and
 * the wider scopes make it already. The text is canonical: the same sections give the same bytes. It is on one line
 * where it would be too large otherwise.
 *
 * @param tier the service's, whose policies differ
 * @throws PolicyError for a policy in a section or a tier where it cannot stand, for data that would become policy, and
 * for a document that is too large
 */
export function policyDocument(sections: PolicySections, tier: Tier): string {
    checkTier(sections, tier);
    const policies = create().ele("policies");
    for (const name of order) {
        const elements = sections[name] ?? [];
        checkSection(elements, name);
        const section = policies.ele(name);
        if (name !== "backend" || elements.length === 0) section.ele("base");
        for (const element of elements) render(section, element);
    }
    const print = (prettyPrint: boolean) => policies.end({ prettyPrint, headless: true, spaceBeforeSlash: true });
    const pretty = print(true);
    const most = largestPolicy(tier);
    // Line breaks and blanks between elements count as well.
    const text = Buffer.byteLength(pretty) > most ? print(false) : pretty;
    const size = Buffer.byteLength(text);
    if (size > most) {
        throw new PolicyError(
            `the policy document has ${size} bytes, and a service of the ${tier} tier takes ${most} at most`,
        );
    }
    return text;
}

/** @throws PolicyError if a policy is not there in the tier; the message names both */
export function checkTier(sections: PolicySections, tier: Tier): void {
    for (const { name, missing } of order.flatMap((section) => all(sections[section] ?? []))) {
        if (missing?.notIn.includes(tier)) {
            throw new PolicyError(`the policy ${name} cannot be used in the ${tier} tier: it has no ${missing.name}`);
        }
    }
}

function checkSection(elements: readonly PolicyElement[], section: Section): void {
    for (const { name, sections, once } of all(elements)) {
        if (sections && !sections.includes(section)) {
            throw new PolicyError(`the policy ${name} stands in ${section}, and may stand in ${sections.join(", ")}`);
        }
        if (once && most(elements, name) > 1) throw new PolicyError(`the policy ${name} may stand once in ${section}`);
    }
}

/** How often a policy runs in one turn at most: only one branch of a `choose` does. */
function most(elements: readonly PolicyElement[], name: string): number {
    const counts = elements.map((element) => {
        const inside = (element.children ?? []).map((child) => most([child], name));
        const runs = element.name === "choose" ? Math.max(0, ...inside) : inside.reduce((sum, count) => sum + count, 0);
        return runs + (element.name === name ? 1 : 0);
    });
    return counts.reduce((sum, count) => sum + count, 0);
}

function all(elements: readonly PolicyElement[]): PolicyElement[] {
    return elements.flatMap((element) => [element, ...all(element.children ?? [])]);
}

function render(parent: XMLBuilder, { name, attributes, children, text }: PolicyElement): void {
    const element = parent.ele(name);
    for (const [attribute, value] of Object.entries(attributes ?? {})) {
        if (value !== undefined) {
            element.att(attribute, whole(renderText(value, `the attribute ${attribute} of ${name}`)));
        }
    }
    if (text !== undefined) element.txt(whole(renderText(text, `the element ${name}`)));
    for (const child of children ?? []) render(element, child);
}

/** xmlbuilder2 escapes all but the ampersand of what looks escaped already, so that `&lt;` would become `<`. */
function whole(text: string): string {
    return text.replaceAll("&", "&amp;");
}
