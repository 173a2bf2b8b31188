import { Refusal, type Step } from "./exchange";
import { withBodies } from "./messageBodies";
import { readPolicy, type PolicyElement, type PolicyFormat } from "./policyElement";
import { invalid, PolicyError, unsupported } from "./policyError";
import {
    allScopes,
    allSections,
    checkElement,
    type ElementRule,
    type Scope,
    type Section,
    type Site,
} from "./policyRule";
import { readFragment, withFragments } from "./policyFragments";
import type { Lookups } from "./storeLookups";
import { policyTable, unsupportedPolicies } from "./policyTable";
import { resolved } from "./policyValue";

export { PolicyError } from "./policyError";
export { formatPolicy } from "./policyFormat";

/** Every policy may have a name of its own, which `context.LastError` tells. */
const policyId: ElementRule["attributes"] = { id: {} };

/** What stands in a section: policies, and the place where the outer scope's go. */
export type Statement = Step | "base";

/** A policy document that was found valid. A section that it leaves out is absent. */
export type Policy = Partial<Record<Section, Statement[]>>;

/**
 * Validates a policy document and makes it ready to run.
 *
 * @param lookups what it refers to, which has to exist
 * @param format how the document is written
 * @throws PolicyError with the service's text; `unsupported` if the service might take it and the emulator does not
 */
export function parsePolicy(text: string, scope: Scope, lookups: Lookups, format: PolicyFormat = "xml"): Policy {
    const root = readPolicy(text, format);
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
        policy[section] = statements(withFragments(element, lookups), section, scope, lookups);
    }
    return policy;
}

/**
 * Validates a policy fragment. Its policies have to fit one section of one scope at least (record fragment-holds-policies).
 *
 * @throws PolicyError as `parsePolicy`
 */
export function checkFragment(text: string, lookups: Lookups, format: PolicyFormat = "xml"): void {
    const children = readFragment(text, format);
    const problems: PolicyError[] = [];
    for (const site of allSections.flatMap((section) => allScopes.map((scope) => siteOf(section, scope, lookups)))) {
        try {
            for (const element of children) step(resolved(element, lookups), "fragment", site);
            return;
        } catch (error) {
            if (!(error instanceof PolicyError)) throw error;
            problems.push(error);
        }
    }
    const isElsewhere = ({ message }: PolicyError) => message.endsWith(notInSection) || message.endsWith(notInScope);
    throw problems.find((problem) => !isElsewhere(problem)) ?? problems[0]!;
}

const notInSection = "Policy is not allowed in the specified section";
const notInScope = "Policy is not allowed in the specified scope";

function statements(section: PolicyElement, name: Section, scope: Scope, lookups: Lookups): Statement[] {
    checkElement({ ...section, children: [] }, {});
    if (name === "backend" && section.children.length > 1) {
        // As the service says it, `<base />` counted in.
        throw invalid(section, "backend section allows only one policy to be specified");
    }
    const site = siteOf(name, scope, lookups);
    refuseRepetition(section.children);
    return section.children.map((element) => {
        if (element.name !== "base") return step(resolved(element, lookups), name, site);
        checkElement(element, {});
        return "base";
    });
}

function siteOf(section: Section, scope: Scope, lookups: Lookups): Site {
    const site: Site = {
        section,
        scope,
        lookups,
        steps: (parent) => parent.children.map((child) => step(child, parent.name, site)),
    };
    return site;
}

/** Only one branch of a `choose` runs: record forward-request-in-each-branch. */
function refuseRepetition(children: readonly PolicyElement[]): void {
    const names = ["base", ...[...policyTable.values()].filter(({ once }) => once).map(({ name }) => name)];
    for (const name of names) {
        const again = secondOf(name, children, 0).second;
        // Record policy-once-in-section.
        if (again) throw invalid(again, `The policy '${name}' can be used only once in a section.`);
    }
}

interface Found {
    readonly count: number;
    /** The first that is one too many. */
    readonly second?: PolicyElement;
}

function secondOf(name: string, elements: readonly PolicyElement[], before: number): Found {
    let found: Found = { count: before };
    for (const element of elements) {
        if (element.name === name) found = { count: found.count + 1, second: found.count > 0 ? element : undefined };
        else if (element.name === "choose") {
            const branches = element.children.map((branch) => secondOf(name, branch.children, found.count));
            const count = Math.max(found.count, ...branches.map((branch) => branch.count));
            found = { count, second: branches.find(({ second }) => second)?.second };
        } else found = secondOf(name, element.children, found.count);
        if (found.second) return found;
    }
    return found;
}

/** @param element with its named values resolved */
function step(element: PolicyElement, parent: string, site: Site): Step {
    const definition = policyTable.get(element.name);
    if (!definition) throw unknownPolicy(element, parent);
    // Records policy-in-its-section, policy-in-its-scope.
    if (!definition.sections.includes(site.section)) {
        throw invalid(element, notInSection);
    }
    if (!definition.scopes.includes(site.scope)) throw invalid(element, notInScope);
    const { sku } = site.lookups;
    // Record policy-in-its-tier.
    if (sku && definition.notInSkus?.includes(sku)) throw invalid(element, `Policy is not allowed in '${sku}' sku`);
    const { rule } = definition;
    checkElement(element, { ...rule, attributes: { ...rule.attributes, ...policyId } });
    return namedIn(definition.compile(element, site), element.name);
}

/** A refusal of a policy tells whose it is: the innermost one's. */
function namedIn(run: Step, name: string): Step {
    const named = (error: unknown): never => {
        if (error instanceof Refusal) error.source ??= name;
        throw error;
    };
    const step: Step = (exchange, side) => {
        try {
            const result = withBodies(exchange, () => run(exchange, side));
            return result instanceof Promise ? result.catch(named) : result;
        } catch (error) {
            return named(error);
        }
    };
    return Object.assign(step, { preflight: run.preflight });
}

function unknownPolicy(element: PolicyElement, parent: string): PolicyError {
    if (unsupportedPolicies.has(element.name)) return unsupported(element, `the policy '${element.name}'`);
    return invalid(element, `The element '${parent}' has invalid child element '${element.name}'.`);
}
