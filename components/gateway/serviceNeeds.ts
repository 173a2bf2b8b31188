import type { CredentialSettings } from "../../settings/credential";
import { type EntityCounts, entityProblems } from "./entityTotals";
import { type FoundService, type ServiceNeeds, userAssigned } from "./gatewayService";
import { largestFacts } from "../api/tasks";
import type { NeededIdentity } from "../credentials/credential";
import { credentialFrom } from "../credentials/methods";
import type { EndpointFacts } from "../policies/apiFeature";
import { type Contribution, sizeOf, usesOf } from "../policies/contribution";
import { sizeProblem } from "../policies/policyDocument";
import { PolicyError } from "../policies/policyText";
import { type Tier, tierProblems, type Use } from "./tiers";

const setting = "serving-gateway:credential";

/** A policy document that will be declared. */
export interface PlannedPolicy {
    /** Whose it is, in words. @example 'endpoint "churn"' */
    readonly owner: string;
    readonly contributions: readonly Contribution<EndpointFacts>[];
    /** The shape of its errors. @default that of the endpoint's API */
    readonly errorsIn?: (tier: Tier) => EndpointFacts["openAiErrors"];
    /** How to make it smaller. @param fits whether contributions fit into the service @default fewer settings of callers */
    readonly remedy?: (fits: (contributions: readonly Contribution<EndpointFacts>[]) => boolean) => string;
}

/** What a gateway asks of its service. */
export interface ServiceNeedsArgs {
    readonly credentials: readonly CredentialSettings[];
    /** @default none, which needs nothing */
    readonly policies?: readonly PlannedPolicy[];
    /** What else the settings need of the service's tier. @default nothing */
    readonly uses?: readonly Use[];
    /** What the stack makes of what a service takes a limited number of. @default nothing */
    readonly entities?: EntityCounts;
    /** What the service has beside that. @default not known */
    readonly others?: EntityCounts;
    /** Whether the service is made with what it needs. */
    readonly isNew: boolean;
}

/** What the service must have: identities, features of its tier, room for policies and entities. Azure is not asked. */
export function serviceNeeds(args: ServiceNeedsArgs): ServiceNeeds {
    const { credentials, policies = [], uses = [], isNew } = args;
    const required = [...policies.flatMap(({ contributions }) => usesOf(contributions)), ...uses];
    const identities = credentials.flatMap((credential) => credentialFrom(credential).identity ?? []);
    const own = identities.some(({ clientId }) => clientId === undefined);
    const resourceIds = [...new Set(identities.flatMap(({ resourceId }) => resourceId ?? []))];
    const types = [...(own ? ["SystemAssigned"] : []), ...(resourceIds.length > 0 ? ["UserAssigned"] : [])];
    return {
        identity:
            types.length === 0
                ? undefined
                : {
                      type: types.join(", "),
                      ...(resourceIds.length > 0 && {
                          userAssignedIdentities: Object.fromEntries(resourceIds.map((id) => [id, {}])),
                      }),
                  },
        problemOf: (service) =>
            tierProblem(required, args, service) ??
            policies.map((policy) => policyProblem(policy, service)).find(Boolean) ??
            (isNew ? undefined : identityProblem(identities, service)),
    };
}

/** All of it at once: somebody else may have to choose the tier. */
function tierProblem(
    uses: readonly Use[],
    { entities = {}, others }: ServiceNeedsArgs,
    { name, tier }: FoundService,
): string | undefined {
    const problems = [...tierProblems(uses, tier), ...entityProblems(entities, tier, others)];
    if (problems.length === 0) return undefined;
    return [
        `the API Management service "${name}" does not support what the stack needs:`,
        ...problems.map((problem) => `  ${problem}`),
        "Remove these settings, or use a service of another tier.",
    ].join("\n");
}

/** Said before anything is declared: from where the documents are made, a message would bring a stack trace along. */
function policyProblem(policy: PlannedPolicy, { name, tier }: FoundService): string | undefined {
    const { owner, contributions, remedy } = policy;
    const facts = factsOf(policy, tier);
    const problem = documentProblem(contributions, facts);
    if (problem === undefined) return undefined;
    if (remedy) {
        return [
            `${owner}: its policy does not fit the API Management service "${name}": ${problem}.`,
            remedy((fewer) => documentProblem(fewer, facts) === undefined),
        ].join("\n");
    }
    return [
        `${owner}: the policy that serving-gateway:callers, limits, ipFilter, cors and policies need does not fit the API ` +
            `Management service "${name}": ${problem}.`,
        "Use fewer audiences, applications, roles, claims, addresses, origins or policies of your own, or a service of another tier.",
    ].join("\n");
}

/** Size of a policy document in bytes. @throws PolicyError it cannot be one, whatever its size */
export function policySize(policy: PlannedPolicy, tier: Tier): number {
    return sizeOf(policy.contributions, factsOf(policy, tier));
}

function factsOf({ errorsIn }: PlannedPolicy, tier: Tier): EndpointFacts {
    return { ...largestFacts(tier), ...(errorsIn && { openAiErrors: errorsIn(tier) }) };
}

function documentProblem(contributions: PlannedPolicy["contributions"], facts: EndpointFacts): string | undefined {
    try {
        return sizeProblem(sizeOf(contributions, facts), facts.tier);
    } catch (error) {
        if (!(error instanceof PolicyError)) throw error;
        return error.message;
    }
}

function identityProblem(identities: readonly NeededIdentity[], service: FoundService): string | undefined {
    const { name, identity } = service;
    for (const { key, clientId, clientIdKey } of identities) {
        if (clientId && !userAssigned(identity, clientId)) {
            return [
                `the API Management service "${name}" has no user-assigned identity with the client id ${clientId},`,
                `which ${setting}.${key}.${clientIdKey} names. Assign it to the service, or correct the client id.`,
            ].join("\n");
        }
        if (!clientId && !identity?.principalId) {
            return [
                `the API Management service "${name}" has no system-assigned identity, which ${setting}.${key} needs.`,
                `Turn it on (az apim update --name ${name} --resource-group <group> --enable-managed-identity true),`,
                `or name a user-assigned one with ${setting}.${key}.${clientIdKey}.`,
            ].join("\n");
        }
    }
    return undefined;
}
