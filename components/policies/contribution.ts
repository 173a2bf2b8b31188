import type * as pulumi from "@pulumi/pulumi";
import { type Tier, tierProblems, type Use } from "../gateway/tiers";
import { firstOf } from "./controlPolicies";
import { documentSize, type PolicySections, policyDocument } from "./policyDocument";
import type { PolicyElement, Section } from "./policyElement";
import { type Expression, PolicyError } from "./policyText";

/**
 * The places of a policy document, in the order in which they run, with the sections that they are in. This is the only
 * order of policies: a feature names its slot, and no other feature.
 */
const slots = {
    /** First: a preflight request carries neither key nor token. */
    preflight: ["inbound"],
    address: ["inbound"],
    /** Before `credential`, which takes the place of the caller's token, and before what counts by it. */
    callerToken: ["inbound"],
    /** Which model is called, in an API that models share: callers are known by then. */
    model: ["inbound"],
    /** What must not reach the endpoint is refused before it is counted. */
    requestCheck: ["inbound"],
    /** Before anything that costs. */
    limits: ["inbound"],
    metrics: ["inbound"],
    mock: ["inbound"],
    /** After the limits, which hold on every route. */
    route: ["inbound"],
    backend: ["inbound"],
    /** What becomes of the caller's body, when nothing counts or refuses it any more. */
    requestBody: ["inbound"],
    requestHeaders: ["inbound"],
    credential: ["inbound"],
    callerKey: ["inbound"],
    call: ["backend"],
    /** Headers of every answer: also of those that policies give themselves (`return-response`). */
    everyAnswer: ["outbound", "on-error"],
    /** The endpoint's refusals of the gateway, before anything reads the endpoint's errors. */
    gatewayRefused: ["outbound"],
    endpointError: ["outbound"],
    /** Answers that are no errors. */
    answer: ["outbound"],
    /** When nothing is read of the answer any more. */
    longWait: ["outbound"],
    credentialFailed: ["on-error"],
    withoutAnswer: ["on-error"],
    /** API Management's own refusals, one `choose` for all features. */
    refusals: ["on-error"],
    /** After those, which tell refusals apart by what they say of waiting. */
    untoldWait: ["on-error"],
} satisfies Record<string, readonly Section[]>;

/** A place in the policy document. The order of the slots is the order of the policies. */
export type Slot = keyof typeof slots;

/** What only the service can tell. */
export interface ServiceFacts {
    readonly tier: Tier;
    /** Errors have OpenAI's shape on the paths of its clients: some of the API's, or all. @default false, there are none */
    readonly openAiErrors?: "some" | "only" | false;
}

/** What the gateway answers where API Management itself refuses a call: the condition, and the policies then. */
export type Refusal = readonly [condition: Expression, policies: readonly PolicyElement[]];

/** What one feature adds to a policy document, and what it asks for. */
export interface Contribution<Facts extends ServiceFacts = ServiceFacts> {
    readonly slot: Slot;
    /** What stands there. They are known late: the facts come from the service and the workspace. */
    readonly elements: (facts: Facts) => readonly PolicyElement[];
    /** Resources that the elements name in their text only, and that must exist before. @default none */
    readonly needs?: readonly pulumi.Resource[];
    /** What the settings behind it need of the service's tier. @default nothing */
    readonly requires?: readonly Use[];
    /**
     * Refusals that follow from it. They exclude each other, so that their order, which is that of the contributions, means
     * nothing. @default none
     */
    readonly refusals?: (facts: Facts) => readonly Refusal[];
}

/**
 * The policy document that contributions make.
 *
 * @throws PolicyError as `policyDocument`, and for a tier that lacks what a contribution requires
 */
export function policyOf<Facts extends ServiceFacts>(
    contributions: readonly Contribution<Facts>[],
    facts: Facts,
): string {
    const problems = tierProblems(usesOf(contributions), facts.tier);
    if (problems.length > 0) throw new PolicyError(problems.join("\n"));
    return policyDocument(sectionsOf(contributions, facts), facts.tier);
}

/**
 * Size of that document in bytes, without line breaks, for any tier. Much cheaper than the document.
 *
 * @throws PolicyError as `policyDocument`, but for a document that is too large
 */
export function sizeOf<Facts extends ServiceFacts>(
    contributions: readonly Contribution<Facts>[],
    facts: Facts,
): number {
    return documentSize(sectionsOf(contributions, facts));
}

/** Resources that must exist before the document. */
export function needsOf(contributions: readonly Pick<Contribution, "needs">[]): pulumi.Resource[] {
    return contributions.flatMap(({ needs = [] }) => needs);
}

/** What the document needs of the service's tier. */
export function usesOf(contributions: readonly Pick<Contribution, "requires">[]): Use[] {
    return contributions.flatMap(({ requires = [] }) => requires);
}

function sectionsOf<Facts extends ServiceFacts>(
    contributions: readonly Contribution<Facts>[],
    facts: Facts,
): PolicySections {
    const elementsIn = (slot: Slot) =>
        contributions.flatMap((contribution) => (contribution.slot === slot ? contribution.elements(facts) : []));
    const refusals = contributions.flatMap((contribution) => contribution.refusals?.(facts) ?? []);
    const headers = elementsIn("everyAnswer");
    const sections: { [section in Section]?: PolicyElement[] } = {};
    for (const [slot, places] of Object.entries(slots) as [Slot, readonly Section[]][]) {
        const own = slot === "refusals" && refusals.length > 0 ? [firstOf(refusals)] : [];
        const elements = [...elementsIn(slot), ...own].map((element) => finished(element, headers, facts.openAiErrors));
        for (const section of places) (sections[section] ??= []).push(...elements);
    }
    return sections;
}

/**
 * `return-response` answers with its own headers only, which the service wants between the status and the body. Its body has
 * the shape of the API's paths.
 */
function finished(
    element: PolicyElement,
    headers: readonly PolicyElement[],
    openAiErrors: ServiceFacts["openAiErrors"] = false,
): PolicyElement {
    const { name, children, text, forOpenAi } = element;
    const inner = children?.map((child) => finished(child, headers, openAiErrors));
    const [status, ...rest] = inner ?? [];
    const all = name === "return-response" && status ? [status, ...headers, ...rest] : inner;
    return { ...element, children: all, text: (openAiErrors && forOpenAi?.[openAiErrors]) || text };
}
