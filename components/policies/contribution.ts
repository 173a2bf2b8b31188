import type * as pulumi from "@pulumi/pulumi";
import { type Tier, tierProblems, type Use } from "../gateway/tiers";
import { firstOf } from "./controlPolicies";
import { checkSections, documentSize, type PolicySections, policyDocument } from "./policyDocument";
import type { PolicyElement, Section } from "./policyElement";
import { type Expression, PolicyError } from "./policyText";

/**
 * A run of slots that is one policy fragment of the service wherever several APIs have it alike: who may call, which requests
 * are taken, as whom the endpoint is called, the call itself, what callers get of its answer, and what they get without one.
 */
export type Part = "callers" | "request" | "credential" | "call" | "answer" | "error";

/** What is the API's own, and stands in its policy. */
const own = undefined;

/**
 * The places of a policy document, in the order in which they run, with the sections that they are in and the part that each
 * is of there. This is the only order of policies, and the only word on what APIs share: a feature names its slot, and no
 * other feature. The slots of a part follow one another.
 */
const slots = {
    /** First: a preflight request carries neither key nor token. In sight of the gateway, which looks for it by itself. */
    preflight: { inbound: own },
    /** A team's own policies are outside of everything else in their section. */
    beforeInbound: { inbound: own },
    address: { inbound: "callers" },
    /** Before `credential`, which takes the place of the caller's token, and before what counts by it. */
    callerToken: { inbound: "callers" },
    /** Which model is called, in an API that models share: callers are known by then. */
    model: { inbound: own },
    /** What must not reach the endpoint is refused before it is counted. */
    requestCheck: { inbound: "request" },
    /** Before anything that costs. */
    limits: { inbound: "request" },
    /** After the limits: a check costs. */
    contentSafety: { inbound: "request" },
    metrics: { inbound: "request" },
    mock: { inbound: own },
    /** After the limits, which hold on every route. */
    route: { inbound: own },
    backend: { inbound: own },
    /** What becomes of the caller's body, when nothing counts or refuses it any more. */
    requestBody: { inbound: own },
    requestHeaders: { inbound: "credential" },
    credential: { inbound: "credential" },
    callerKey: { inbound: "credential" },
    afterInbound: { inbound: own },
    beforeBackend: { backend: own },
    call: { backend: "call" },
    afterBackend: { backend: own },
    beforeOutbound: { outbound: own },
    beforeError: { "on-error": own },
    /** Headers of every answer: also of those that policies give themselves (`return-response`). */
    everyAnswer: { outbound: "answer", "on-error": "error" },
    /** The endpoint's refusals of the gateway, before anything reads the endpoint's errors. */
    gatewayRefused: { outbound: "answer" },
    endpointError: { outbound: "answer" },
    /** Answers that are no errors. */
    answer: { outbound: "answer" },
    /** When nothing is read of the answer any more. */
    longWait: { outbound: "answer" },
    credentialFailed: { "on-error": "error" },
    withoutAnswer: { "on-error": "error" },
    /** API Management's own refusals, one `choose` for all features. */
    refusals: { "on-error": "error" },
    /** After those, which tell refusals apart by what they say of waiting. */
    untoldWait: { "on-error": "error" },
    afterOutbound: { outbound: own },
    afterError: { "on-error": own },
} satisfies Record<string, { readonly [section in Section]?: Part | typeof own }>;

/** A place in the policy document. The order of the slots is the order of the policies. */
export type Slot = keyof typeof slots;

/** Every section of every slot, in order. */
const places = (Object.keys(slots) as Slot[]).flatMap((slot) =>
    (Object.entries(slots[slot]) as [Section, Part | undefined][]).map(([section, part]) => ({ slot, section, part })),
);

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
    /** Why it cannot be for what turns out to be behind the API. @default it can */
    readonly problem?: (facts: Facts) => string | undefined;
    /**
     * Refusals that follow from it. They exclude each other, so that their order, which is that of the contributions, means
     * nothing. @default none
     */
    readonly refusals?: (facts: Facts) => readonly Refusal[];
}

/** A part that is a policy fragment of the service. */
export interface SharedPart {
    readonly part: Part;
    /** Identifier of the fragment. */
    readonly id: string;
    /** What is in it, as `contentOf` says it. */
    readonly content: (tier: Tier) => string;
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
    return policyWith(contributions, facts, []);
}

/** The same with fragments in place of the parts that are in them. */
export function policyWith<Facts extends ServiceFacts>(
    contributions: readonly Contribution<Facts>[],
    facts: Facts,
    shared: readonly SharedPart[],
): string {
    const problems = [
        ...tierProblems(usesOf(contributions), facts.tier),
        ...contributions.flatMap(({ problem }) => problem?.(facts) ?? []),
    ];
    if (problems.length > 0) throw new PolicyError(problems.join("\n"));
    const runs = runsOf(contributions, facts);
    // What a fragment holds counts where it is included.
    checkSections(sectionsOf(runs));
    const printed = runs.map((run) => {
        const found = shared.find(({ part, content }) => part === run.part && content(facts.tier) === contentOf(run));
        return found ? { ...run, elements: [includeFragment(found.id)] } : run;
    });
    return policyDocument(sectionsOf(printed), facts.tier);
}

/** Stands for the policies of a fragment. */
export function includeFragment(id: string): PolicyElement {
    return { name: "include-fragment", attributes: { "fragment-id": id } };
}

/** The parts of that document that are not empty. */
export function partsOf<Facts extends ServiceFacts>(
    contributions: readonly Contribution<Facts>[],
    facts: Facts,
): Map<Part, readonly PolicyElement[]> {
    const parts = runsOf(contributions, facts).flatMap(({ part, elements }) =>
        part && elements.length > 0 ? [[part, elements] as const] : [],
    );
    return new Map(parts);
}

/** What tells one part from another one. */
export function contentOf({ elements }: { readonly elements: readonly PolicyElement[] }): string {
    return JSON.stringify(elements);
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
    return documentSize(sectionsOf(runsOf(contributions, facts)));
}

/** Resources that must exist before the document. */
export function needsOf(contributions: readonly Pick<Contribution, "needs">[]): pulumi.Resource[] {
    return contributions.flatMap(({ needs = [] }) => needs);
}

/** What the document needs of the service's tier. */
export function usesOf(contributions: readonly Pick<Contribution, "requires">[]): Use[] {
    return contributions.flatMap(({ requires = [] }) => requires);
}

/** What stands together in a section: a part, or what is between two. */
interface Run {
    readonly section: Section;
    readonly part: Part | undefined;
    readonly elements: PolicyElement[];
}

function runsOf<Facts extends ServiceFacts>(contributions: readonly Contribution<Facts>[], facts: Facts): Run[] {
    const inSlot = new Map<Slot, PolicyElement[]>();
    const refusals: Refusal[] = [];
    for (const contribution of contributions) {
        const { slot } = contribution;
        const elements = contribution.elements(facts);
        if (elements.length > 0) inSlot.set(slot, [...(inSlot.get(slot) ?? []), ...elements]);
        if (contribution.refusals) refusals.push(...contribution.refusals(facts));
    }
    if (refusals.length > 0) inSlot.set("refusals", [...(inSlot.get("refusals") ?? []), firstOf(refusals)]);
    const headers = inSlot.get("everyAnswer") ?? [];
    const runs: Run[] = [];
    const last = new Map<Section, Run>();
    for (const { slot, section, part } of places) {
        let run = last.get(section);
        if (!run || run.part !== part) {
            run = { section, part, elements: [] };
            last.set(section, run);
            runs.push(run);
        }
        for (const element of inSlot.get(slot) ?? []) run.elements.push(finished(element, headers, facts.openAiErrors));
    }
    return runs;
}

function sectionsOf(runs: readonly Run[]): PolicySections {
    const sections: { [section in Section]?: PolicyElement[] } = {};
    for (const { section, elements } of runs) (sections[section] ??= []).push(...elements);
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
    const { name, children, forOpenAi } = element;
    const inner = children?.map((child) => finished(child, headers, openAiErrors));
    const isAnswer = name === "return-response" && headers.length > 0;
    // Most elements stay as they are: previews of many endpoints walk over a hundred thousand.
    if (!forOpenAi && !isAnswer && (inner ?? []).every((child, index) => child === children![index])) return element;
    const { forOpenAi: _, ...printed } = element;
    const [status, ...rest] = inner ?? [];
    const all = isAnswer && status ? [status, ...headers, ...rest] : inner;
    return { ...printed, children: all, text: (openAiErrors && forOpenAi?.[openAiErrors]) || element.text };
}
