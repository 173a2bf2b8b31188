import { readPolicy, type PolicyElement, type PolicyFormat } from "./policyElement";
import { invalid, unsupported } from "./policyError";
import { allSections, checkElement, type ElementRule } from "./policyRule";
import type { Lookups } from "./storeLookups";

/** A policy fragment as `include-fragment` names it. */
const rule: ElementRule = { attributes: { "fragment-id": { required: true }, id: {} } };

/**
 * The policies of a fragment, in their order.
 *
 * @throws PolicyError for what is no fragment (records fragment-*)
 */
export function readFragment(text: string, format: PolicyFormat): readonly PolicyElement[] {
    const root = readPolicy(text, format);
    if (root.name !== "fragment") throw invalid(root, "The root element has to be 'fragment'.");
    checkElement({ ...root, children: [] }, {});
    refuse(root);
    return root.children;
}

function refuse({ name: parent, children }: PolicyElement): void {
    for (const child of children) {
        if (child.name === "base" || (allSections as readonly string[]).includes(child.name)) {
            throw invalid(child, `The element '${parent}' has invalid child element '${child.name}'.`);
        }
        if (child.name === "include-fragment") {
            throw invalid(child, "A policy fragment cannot include another policy fragment.");
        }
        refuse(child);
    }
}

/**
 * The element with the policies of fragments in place of `include-fragment`, wherever that stands.
 *
 * @throws PolicyError for a fragment that is not there
 */
export function withFragments(element: PolicyElement, lookups: Lookups): PolicyElement {
    const children = element.children.flatMap((child) =>
        child.name === "include-fragment" ? included(child, lookups) : [withFragments(child, lookups)],
    );
    return { ...element, children };
}

function included(element: PolicyElement, lookups: Lookups): readonly PolicyElement[] {
    checkElement(element, rule);
    const id = element.attributes.get("fragment-id")!;
    if (id.includes("{{")) throw unsupported(element, "a named value in the attribute 'fragment-id'");
    const fragment = lookups.fragment?.(id);
    if (fragment === undefined) throw invalid(element, `Policy fragment with id '${id}' could not be found.`);
    return readFragment(fragment, "xml");
}

/** Whether a policy document, in format `xml`, includes a fragment. Identifiers differ by more than their case. */
export function includes(document: string, fragment: string): boolean {
    return document.toLowerCase().includes(`fragment-id="${fragment.toLowerCase()}"`);
}
