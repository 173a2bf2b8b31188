import type { CredentialSettings } from "../../settings/credential";
import { type EntityCounts, entityProblems } from "./entityTotals";
import { type ServiceIdentity, userAssigned } from "./gatewayService";
import { largestFacts } from "../api/tasks";
import type { EndpointFacts } from "../policies/apiFeature";
import { type Contribution, sizeOf, usesOf } from "../policies/contribution";
import { sizeProblem } from "../policies/policyDocument";
import { PolicyError } from "../policies/policyText";
import { type Tier, tierProblems, type Use } from "./tiers";

interface FoundService {
    readonly name: string;
    readonly tier: Tier;
    /** Absent for a service that gets what it needs. */
    readonly identity?: ServiceIdentity;
}

/** What the settings ask of the service. */
export interface ServiceNeeds {
    /** The identities of a new service; undefined if it needs none. */
    readonly identity: { readonly type: string; readonly userAssignedIdentities?: Record<string, object> } | undefined;
    /** Why a service cannot be used, with the mend; undefined if it can. */
    problemOf(service: FoundService): string | undefined;
}

const setting = "serving-gateway:credential";

/** A policy document that will be declared. */
export interface PlannedPolicy {
    /** Whose it is, in words. @example 'endpoint "churn"' */
    readonly owner: string;
    readonly contributions: readonly Contribution<EndpointFacts>[];
}

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

export function serviceNeeds(args: ServiceNeedsArgs): ServiceNeeds {
    const { credentials, policies = [], uses = [], isNew } = args;
    const required = [...policies.flatMap(({ contributions }) => usesOf(contributions)), ...uses];
    const own = credentials.find(
        (credential) =>
            (credential.method === "managedIdentity" && !credential.clientId) ||
            (credential.method === "keyVaultPat" && !credential.identityClientId),
    );
    const assigned = credentials.flatMap((credential) => (credential.method === "managedIdentity" ? credential : []));
    const resourceIds = [...new Set(assigned.flatMap(({ resourceId }) => resourceId ?? []))];
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
            (isNew ? undefined : identityProblem(credentials, service)),
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
        `the API Management service "${name}" cannot do what the stack asks for:`,
        ...problems.map((problem) => `  ${problem}`),
        "Ask for less, or take a service of another tier.",
    ].join("\n");
}

/** Said before anything is declared: from where the documents are made, a message would bring a stack trace along. */
function policyProblem({ owner, contributions }: PlannedPolicy, { name, tier }: FoundService): string | undefined {
    const problem = documentProblem(contributions, tier);
    if (problem === undefined) return undefined;
    return [
        `${owner}: what serving-gateway:callers, limits, ipFilter and cors ask for is not possible with the API Management ` +
            `service "${name}": ${problem}.`,
        "Ask for less: fewer audiences, applications, roles, claims, addresses or origins; or take a service of another tier.",
    ].join("\n");
}

function documentProblem(contributions: PlannedPolicy["contributions"], tier: Tier): string | undefined {
    try {
        return sizeProblem(sizeOf(contributions, largestFacts(tier)), tier);
    } catch (error) {
        if (!(error instanceof PolicyError)) throw error;
        return error.message;
    }
}

function identityProblem(credentials: readonly CredentialSettings[], service: FoundService): string | undefined {
    const { name, identity } = service;
    for (const credential of credentials) {
        const wanted =
            credential.method === "managedIdentity"
                ? { key: "managedIdentity", clientId: credential.clientId, clientIdKey: "clientId" }
                : credential.method === "keyVaultPat"
                  ? { key: "pat.keyVault", clientId: credential.identityClientId, clientIdKey: "identityClientId" }
                  : undefined;
        if (!wanted) continue;
        const { key, clientId, clientIdKey } = wanted;
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
