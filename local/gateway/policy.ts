import type { Step } from "./exchange";
import { policyElement, readPolicyXml, type PolicyElement } from "./policyElement";
import { invalid, PolicyError, unsupported } from "./policyError";
import { allSections, checkElement, resolved, type Lookups, type Scope, type Section } from "./policyRule";
import { policyTable, unsupportedPolicies } from "./policyTable";

export { PolicyError } from "./policyError";
export { formatPolicy } from "./policyFormat";

/** What stands in a section: policies, and the place where the outer scope's go. */
export type Statement = Step | "base";

/** A policy document that was found valid. A section that it leaves out is absent. */
export type Policy = Partial<Record<Section, Statement[]>>;

/**
 * Validates a policy document and makes it ready to run.
 *
 * @param xml the document in format `xml`: expressions escaped
 * @param lookups what it refers to, which has to exist
 * @throws PolicyError with the service's text; `unsupported` if the service might take it and the emulator does not
 */
export function parsePolicy(xml: string, scope: Scope, lookups: Lookups): Policy {
    const root = policyElement(readPolicyXml(xml));
    if (root.name !== "policies") throw invalid(root, "The root element has to be 'policies'.");
    checkElement({ ...root, children: [] }, {});
    const policy: Policy = {};
    for (const element of root.children) {
        const section = element.name as Section;
        if (!allSections.includes(section)) {
            const expected = allSections.map((name) => `'${name}'`).join(", ");
            const problem = `The element 'policies' has invalid child element '${element.name}'. List of possible elements expected: ${expected}.`;
            throw invalid(element, problem);
        }
        if (policy[section]) throw invalid(element, `The section '${section}' stands more than once.`);
        policy[section] = statements(element, section, scope, lookups);
    }
    return policy;
}

function statements(section: PolicyElement, name: Section, scope: Scope, lookups: Lookups): Statement[] {
    checkElement({ ...section, children: [] }, {});
    const seen = new Set<string>();
    return section.children.map((element) => {
        const isBase = element.name === "base";
        if (seen.has(element.name) && (isBase || policyTable.get(element.name)?.once)) {
            // Inferred text; that it may stand only once is documented.
            throw invalid(element, `The policy '${element.name}' can be used only once in a section.`);
        }
        seen.add(element.name);
        if (!isBase) return statement(element, name, scope, lookups);
        checkElement(element, {});
        return "base";
    });
}

function statement(element: PolicyElement, section: Section, scope: Scope, lookups: Lookups): Step {
    const definition = policyTable.get(element.name);
    if (!definition) throw unknownPolicy(element, section);
    // Texts inferred from "Policy section is not allowed in the specified scope" (MicrosoftDocs/azure-docs#111058).
    if (!definition.sections.includes(section)) {
        throw invalid(element, "Policy is not allowed in the specified section");
    }
    if (!definition.scopes.includes(scope)) throw invalid(element, "Policy is not allowed in the specified scope");
    const ready = resolved(element, lookups);
    checkElement(ready, definition.rule);
    return definition.compile(ready, lookups);
}

function unknownPolicy(element: PolicyElement, section: Section): PolicyError {
    if (unsupportedPolicies.has(element.name)) return unsupported(element, `the policy '${element.name}'`);
    return invalid(element, `The element '${section}' has invalid child element '${element.name}'.`);
}
