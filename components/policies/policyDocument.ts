import { create } from "xmlbuilder2";
import type { XMLBuilder } from "xmlbuilder2/lib/interfaces";
import { largestFragment, largestPolicy } from "../gateway/tiers";
import { when } from "./controlPolicies";
import type { PolicyElement, Section, Tier } from "./policyElement";
import { expression, PolicyError, renderText } from "./policyText";

/** What a document adds to each section. */
export type PolicySections = { readonly [section in Section]?: readonly PolicyElement[] };

const order: readonly Section[] = ["inbound", "backend", "outbound", "on-error"];

/**
 * A policy document in the format `xml`. Sections begin with `<base />`, so that the policies of the service and of
 * products stay in force; only a backend section with policies of its own has none, because the call is made once and
 * the wider scopes make it already. The text is canonical: the same sections give the same bytes. It is on one line
 * where it would be too large otherwise.
 *
 * @param tier the service's, which decides how large it may be
 * @throws PolicyError for a policy in a section where it cannot stand, for data that would become policy, and for a document
 * that is too large
 */
export function policyDocument(sections: PolicySections, tier: Tier): string {
    const text = printed(documentOf(sections), largestPolicy(tier));
    const problem = sizeProblem(Buffer.byteLength(text), tier);
    if (problem) throw new PolicyError(problem);
    return text;
}

/** As `policyDocument`, of policies that documents include. It fits where `fitsFragment` says so. */
export function fragmentDocument(elements: readonly PolicyElement[]): string {
    return printed(fragmentOf(elements), largestFragment);
}

/** Whether policies are few enough for a fragment. */
export function fitsFragment(elements: readonly PolicyElement[]): boolean {
    return sizeOf(fragmentOf(elements)) <= largestFragment;
}

function fragmentOf(children: readonly PolicyElement[]): PolicyElement {
    return { name: "fragment", children };
}

/** Line breaks and blanks between elements count as well: with more than `most` bytes, the text is on one line. */
function printed(root: PolicyElement, most: number): string {
    const print = (prettyPrint: boolean) => {
        const document = create();
        render(document, root);
        return document.end({ prettyPrint, headless: true, spaceBeforeSlash: true });
    };
    const pretty = print(true);
    return Buffer.byteLength(pretty) > most ? print(false) : pretty;
}

/** Why a document of so many bytes cannot be; undefined if it can. */
export function sizeProblem(size: number, tier: Tier): string | undefined {
    const most = largestPolicy(tier);
    if (size <= most) return undefined;
    return `the policy document has ${size} bytes, and the limit of the ${tier} tier is ${most}`;
}

/**
 * Size of the document in bytes, on one line, with what the fragments of files add. It is counted from the elements: printing
 * takes a hundred times as long.
 *
 * @throws PolicyError as `policyDocument`, but for a document that is too large
 */
export function documentSize(sections: PolicySections): number {
    return sizeOf(documentOf(sections));
}

/** @throws PolicyError for a policy in a section where it cannot stand, or more often than it may */
export function checkSections(sections: PolicySections): void {
    for (const name of order) checkSection(sections[name] ?? [], name);
}

function documentOf(sections: PolicySections): PolicyElement {
    checkSections(sections);
    const children = order.map((name) => {
        const elements = sections[name] ?? [];
        return { name, children: name === "backend" ? ofBackend(elements) : [base, ...elements] };
    });
    return { name: "policies", children };
}

const base: PolicyElement = { name: "base" };

/** The section takes one policy only: several stand in one. */
function ofBackend(elements: readonly PolicyElement[]): readonly PolicyElement[] {
    if (elements.length === 0) return [base];
    return elements.length === 1 ? elements : [when(expression`true`, elements)];
}

function checkSection(elements: readonly PolicyElement[], section: Section, within = elements): void {
    for (const { name, sections, once, included = [], children } of elements) {
        if (sections && !sections.includes(section)) {
            throw new PolicyError(`the policy ${name} stands in ${section}, and may stand in ${sections.join(", ")}`);
        }
        if (once && most(within, name) > 1) throw new PolicyError(`the policy ${name} may stand once in ${section}`);
        const twice = included.find((policy) => most(within, policy) > 1);
        if (twice) {
            throw new PolicyError(
                `the policy ${twice} may stand once in ${section}, and a file of serving-gateway:policies has it beside another one. ` +
                    `Remove it from the file, or what needs ${twice} from the settings`,
            );
        }
        if (children) checkSection(children, section, within);
    }
}

/** How often a policy runs in one turn at most: only one branch of a `choose` does. */
function most(elements: readonly PolicyElement[], name: string): number {
    const counts = elements.map((element) => {
        const inside = (element.children ?? []).map((child) => most([child], name));
        const runs = element.name === "choose" ? Math.max(0, ...inside) : inside.reduce((sum, count) => sum + count, 0);
        return runs + (element.name === name || element.included?.includes(name) ? 1 : 0);
    });
    return counts.reduce((sum, count) => sum + count, 0);
}

function render(parent: XMLBuilder, element: PolicyElement): void {
    const { name, children = [] } = element;
    const own = parent.ele(name);
    for (const [attribute, value] of attributesOf(element)) own.att(attribute, whole(value));
    const text = textOf(element);
    if (text !== undefined) own.txt(whole(text));
    for (const child of children) render(own, child);
}

/** Of `<name attribute="value" />`, or of `<name attribute="value">text and children</name>`. */
function sizeOf(element: PolicyElement): number {
    const { name, children = [] } = element;
    const text = textOf(element);
    let size = name.length + (text === undefined && children.length === 0 ? 4 : name.length + 5);
    for (const [attribute, value] of attributesOf(element)) size += attribute.length + 4 + escapedSize(value, true);
    for (const child of children) size += sizeOf(child);
    size += element.includedSize ?? 0;
    return text === undefined ? size : size + escapedSize(text, false);
}

/** Size of a text once XML's characters are escaped: quotes in attributes only. In one pass, for previews of many APIs. */
function escapedSize(text: string, inAttribute: boolean): number {
    let size = Buffer.byteLength(text);
    for (let index = 0; index < text.length; index++) {
        const code = text.charCodeAt(index);
        if (code === ampersand) size += "&amp;".length - 1;
        else if (code === less || code === greater) size += "&lt;".length - 1;
        else if (code === quote && inAttribute) size += "&quot;".length - 1;
    }
    return size;
}

const [ampersand, less, greater, quote] = [0x26, 0x3c, 0x3e, 0x22];

function attributesOf({ name, attributes = {} }: PolicyElement): (readonly [string, string])[] {
    const rendered: (readonly [string, string])[] = [];
    for (const [attribute, value] of Object.entries(attributes)) {
        if (value !== undefined) rendered.push([attribute, renderText(value, `the attribute ${attribute} of ${name}`)]);
    }
    return rendered;
}

function textOf({ name, text }: PolicyElement): string | undefined {
    return text === undefined ? undefined : renderText(text, `the element ${name}`);
}

/** xmlbuilder2 escapes all but the ampersand of what looks escaped already, so that `&lt;` would become `<`. */
function whole(text: string): string {
    return text.replaceAll("&", "&amp;");
}
