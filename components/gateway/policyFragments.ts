import * as apim from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import { endpointDefaults } from "../../settings/defaults";
import type { EndpointSettings } from "../../settings/settings";
import { largestFacts, tableFacts } from "../api/tasks";
import type { DeclaredFragment, ServingApi } from "../api/servingApi";
import { identifierWithin } from "../identifier";
import { named } from "../named";
import type { EndpointFacts } from "../policies/apiFeature";
import { type Contribution, contentOf, type Part, partsOf, type SharedPart } from "../policies/contribution";
import { fitsFragment, fragmentDocument } from "../policies/policyDocument";
import type { PolicyElement, Tier } from "../policies/policyElement";
import { type Registered, want, type Wanted } from "../wanted";
import type { GatewayService } from "./gatewayService";
import type { PlannedGateway } from "./plannedGateway";
import { contributionsIn } from "./plannedPolicies";
import { calledEndpoints } from "./workspaceFor";

/** A policy fragment of the gateway's own. */
export interface PlannedFragment extends SharedPart {
    /** The document, in a tier. */
    readonly text: (tier: Tier) => string;
    /** Identifiers of the APIs whose policies may include it. Which of them do is decided by what they serve. */
    readonly apis: ReadonlySet<string>;
}

/** What a fragment holds, in words. */
const words: Readonly<Record<Part, string>> = {
    callers: "who may call",
    request: "which requests are taken, and how many",
    credential: "the identity that calls the endpoint",
    call: "the call of the endpoint, with timeout and retry",
    answer: "what callers get of the endpoint's answer",
    error: "what callers get where there is no answer of the endpoint",
};

/** The same settings make other policies for language models. What their names have at the end, and what is known of them. */
const kinds = [
    { suffix: "", facts: tableFacts },
    { suffix: "-llm", facts: largestFacts },
] as const;

/** One that has every policy: names are known before the service is. */
const nominalTier = "Developer";

/** The elements of a part, one list for each of `kinds`. */
type Contents = readonly (readonly PolicyElement[])[];

/** A part as some APIs have it alike. */
interface Variant {
    readonly part: Part;
    readonly contents: Contents;
    readonly contributions: readonly Contribution<EndpointFacts>[];
    readonly apis: Set<string>;
}

/**
 * The fragments of a gateway: the parts of policies as the stack's settings make them, and those that endpoints with settings
 * of their own have alike. What one endpoint alone has stands in its policy, and so does what is too large for a fragment.
 *
 * The name of a part that is the stack's own never changes, so that another setting of the stack is a change of one fragment.
 * That of any other part tells how it differs from the stack's own.
 *
 * @param gateway its logical name
 */
export function plannedFragments(gateway: string, args: PlannedGateway): readonly PlannedFragment[] {
    const made = planned.get(args) ?? fragmentsIn(gateway, args);
    planned.set(args, made);
    return made;
}

/** A plan is of one gateway, and asked for its fragments several times: with many endpoints, they take long. */
const planned = new WeakMap<PlannedGateway, readonly PlannedFragment[]>();

function fragmentsIn(gateway: string, args: PlannedGateway): PlannedFragment[] {
    const contributionsOf = contributionsIn({ ...args, isObserved: args.observability !== undefined });
    const variants = new Map<string, Variant>();
    for (const endpoint of calledEndpoints(gateway, args)) {
        const { name, apiId = name } = endpoint;
        const contributions = contributionsOf(endpoint);
        for (const [part, contents] of contentsOf(contributions)) {
            const key = part + JSON.stringify(contents);
            const variant = variants.get(key) ?? { part, contents, contributions, apis: new Set<string>() };
            variant.apis.add(apiId);
            variants.set(key, variant);
        }
    }
    const [plain] = calledEndpoints(gateway, { ...args, endpoints: [plainEndpoint(args)] });
    const ofStack = contentsOf(contributionsOf(plain!));
    const fragments = new Map<string, PlannedFragment>();
    for (const variant of variants.values()) {
        const { part, contents, apis } = variant;
        const difference = differenceOf(contents, ofStack.get(part));
        if ((difference !== undefined && apis.size < 2) || !contents.every(fitsFragment)) continue;
        for (const fragment of fragmentsOf(variant, fragmentOwner(gateway, args), difference)) {
            if (!fragments.has(fragment.id)) fragments.set(fragment.id, fragment);
        }
    }
    return [...fragments.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** One that says nothing but its name, which no part has. A stack may have no workspace but those with names. */
function plainEndpoint({ ofEndpoints, workspaces }: PlannedGateway): EndpointSettings {
    const { callers: _, ...unset } = endpointDefaults;
    const [workspace] = workspaces.has(undefined) ? [undefined] : workspaces.keys();
    return { ...(ofEndpoints ?? unset), workspace, name: "", path: "" };
}

/** What the names of a gateway's fragments begin with: another stack may have the same settings on the same service. */
export function fragmentOwner(gateway: string, { namePrefix = "" }: Pick<PlannedGateway, "namePrefix">): string {
    const names = [pulumi.getStack(), ...(gateway === "gateway" ? [] : [gateway])];
    return namePrefix + names.join("-");
}

function contentsOf(contributions: readonly Contribution<EndpointFacts>[]): Map<Part, Contents> {
    const all = kinds.map(({ facts }) => partsOf(contributions, facts(nominalTier)));
    const parts = new Set(all.flatMap((ofKind) => [...ofKind.keys()]));
    return new Map([...parts].map((part) => [part, all.map((ofKind) => ofKind.get(part) ?? [])]));
}

/** In what a part differs from the stack's own: the cases and policies that only one of them has. Undefined if in nothing. */
function differenceOf(contents: Contents, ofStack: Contents = []): string | undefined {
    const [these, those] = [piecesOf(contents), piecesOf(ofStack)];
    const difference = [
        these.filter((piece) => !those.includes(piece)),
        those.filter((piece) => !these.includes(piece)),
    ];
    if (difference.flat().length === 0) return undefined;
    return hashOf(JSON.stringify(difference), 8);
}

function piecesOf(contents: Contents): string[] {
    const pieces = contents.flat().flatMap((element) => (element.name === "choose" ? element.children! : [element]));
    return pieces.map((piece) => JSON.stringify(piece));
}

function fragmentsOf({ part, contents, contributions, apis }: Variant, owner: string, difference?: string) {
    return kinds.flatMap(({ suffix, facts }, index): PlannedFragment[] => {
        const content = contentOf({ elements: contents[index]! });
        const isAnother = index === 0 || content !== contentOf({ elements: contents[0]! });
        if (contents[index]!.length === 0 || !isAnother) return [];
        const name = [`${owner}-${part}${suffix}`, ...(difference === undefined ? [] : [difference])].join("-");
        const elementsIn = (tier: Tier) => partsOf(contributions, facts(tier)).get(part) ?? [];
        return [
            {
                part,
                id: fragmentId(name),
                content: once((tier) => contentOf({ elements: elementsIn(tier) })),
                text: once((tier) => fragmentDocument(elementsIn(tier))),
                apis,
            },
        ];
    });
}

/** Longest identifier of a fragment (API Management, 2024-05-01). Its characters are letters, digits, `_` and `-`. */
const longestId = 80;

/** Identifier of the fragment that has a name. */
export function fragmentId(name: string): string {
    return identifierWithin(longestId, name.replace(/[^\w-]/g, "-"));
}

function hashOf(text: string, digits: number): string {
    return createHash("sha256").update(text).digest("hex").slice(0, digits);
}

/** A service has one tier. */
function once(make: (tier: Tier) => string): (tier: Tier) => string {
    const made = new Map<Tier, string>();
    return (tier) => {
        if (!made.has(tier)) made.set(tier, make(tier));
        return made.get(tier)!;
    };
}

/** What `declareFragments` declares. */
export function wantedFragments(gateway: string, args: PlannedGateway, parents: readonly Registered[]): Wanted[] {
    return plannedFragments(gateway, args).map(({ id }) => want("apimanagement:PolicyFragment", id, parents, { id }));
}

/** What fragments are declared with. */
interface FragmentsArgs {
    readonly service: GatewayService;
    readonly parent: pulumi.Resource;
    /** What an API's credential consists of, which fragments name in their text. */
    readonly credentialOf: (apiId: string) => readonly pulumi.Resource[];
}

/** Declares fragments. @returns those that the policy of an API may include */
export function declareFragments(fragments: readonly PlannedFragment[], args: FragmentsArgs) {
    const { service, parent, credentialOf } = args;
    const { resourceGroupName, serviceName, tier } = service;
    const declared = fragments.map((fragment): DeclaredFragment => {
        const { id, part, apis } = fragment;
        const value = tier.apply(fragment.text);
        const description = value.apply((text) => describe(part, text));
        const dependsOn = [...new Set([...apis].flatMap((api) => [...credentialOf(api)]))];
        const declaredAs = { id, resourceGroupName, serviceName, format: "xml", value, description };
        return { ...fragment, resource: declareFragment(declaredAs, { parent, dependsOn }) };
    });
    return (apiId: string) => declared.filter((_, index) => fragments[index]!.apis.has(apiId));
}

/** The SDK for Node drops `id` (pulumi/pulumi#13781); azure-native then takes the resource's name, which is the same. */
export function declareFragment(args: apim.PolicyFragmentArgs & { readonly id: string }, opts: pulumi.ResourceOptions) {
    return new apim.PolicyFragment(args.id, args, opts);
}

/**
 * Says in a line which APIs another text of a fragment reaches.
 *
 * @param saved descriptions of the fragments that the state has, by identifier. @default not known, nothing is said
 */
export function announceChanges(
    fragments: readonly PlannedFragment[],
    apis: Readonly<Record<string, ServingApi>>,
    saved: ReadonlyMap<string, string> = new Map(),
    { tier }: GatewayService,
    owner: pulumi.Resource,
): void {
    for (const { id, part, text, apis: planned } of fragments) {
        const before = saved.get(id);
        if (before === undefined) continue;
        tier.apply((tier) => {
            if (describe(part, text(tier)) === before) return undefined;
            const policies = [...planned].map((api) => apis[api]!.published.declaredAs.policy.value);
            return pulumi.all(policies).apply(async (policies) => {
                const reached = [...planned].filter((_, index) => policies[index]!.includes(`fragment-id="${id}"`));
                if (reached.length > 0) await pulumi.log.info(changeOf(id, reached), owner);
            });
        });
    }
}

/** @param apis those that it reaches, at least one */
export function changeOf(id: string, apis: readonly string[]): string {
    const count = apis.length === 1 ? "1 API" : `${apis.length} APIs`;
    return `The policy fragment "${id}" changes for ${count}: ${named(apis)}.`;
}

function describe(part: Part, text: string): string {
    return describedAs(words[part], text);
}

/**
 * Description of a fragment. The hash tells from the state, which has Azure's writing of the text, whether it is another one.
 *
 * @param what the fragment holds, in words
 */
export function describedAs(what: string, text: string): string {
    const { project, stack } = { project: pulumi.getProject(), stack: pulumi.getStack() };
    return `Part of the policies of stack ${stack} of ${project}: ${what}. Text: ${hashOf(text, 12)}`;
}
