import type { CallersSettings } from "../../settings/callers";
import type { CredentialSettings } from "../../settings/credential";
import { type EntityCounts, entityProblems } from "./entityTotals";
import { type ServiceIdentity, userAssigned } from "./gatewayService";
import { gatewayCredential } from "../credentials/gatewayCredential";
import { apiPolicy, type ApiPolicyArgs } from "../policies/apiPolicy";
import { PolicyError } from "../policies/policyText";
import { features, type Tier, tierProblems, type Use } from "./tiers";

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

export interface ServiceNeedsArgs {
    readonly credentials: readonly CredentialSettings[];
    readonly callers: CallersSettings;
    /** From where, how often and how much endpoints may be called. @default from everywhere, without limits */
    readonly governances?: readonly Governance[];
    /** What products count and filter, which the policies of their APIs tell callers. @default there are none */
    readonly products?: ApiPolicyArgs["products"];
    /** Whether some endpoint keeps stack traces from callers. @default false */
    readonly hidesTraces?: boolean;
    /** Whether telemetry is kept of calls. @default false */
    readonly observed?: boolean;
    /** What else the settings need of the service's tier. @default nothing */
    readonly uses?: readonly Use[];
    /** What the stack makes of what a service takes a limited number of. @default nothing */
    readonly entities?: EntityCounts;
    /** What the service has beside that. @default not known */
    readonly others?: EntityCounts;
    /** Whether the service is made with what it needs. */
    readonly isNew: boolean;
}

type Governance = NonNullable<ApiPolicyArgs["governance"]>;

export function serviceNeeds(args: ServiceNeedsArgs): ServiceNeeds {
    const { credentials, governances = [{}], uses = [], isNew } = args;
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
            tierProblem([...uses, ...credentials.flatMap(credentialUses)], args, service) ??
            distinct(credentials, governances)
                .map(([credential, governance]) => policyProblem(credential, governance, args, service))
                .find(Boolean) ??
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

function credentialUses({ method }: CredentialSettings): Use[] {
    return method === "oauthM2M" ? [{ setting: `${setting}.oauthM2M`, feature: features.internalCache }] : [];
}

/** A hundred endpoints with the same settings have the same policy. */
function distinct(credentials: readonly CredentialSettings[], governances: readonly Governance[]) {
    const texts = [...new Set(governances.map((governance) => JSON.stringify(governance)))];
    return [...new Set(credentials)].flatMap((credential) =>
        texts.map((text) => [credential, JSON.parse(text) as Governance] as const),
    );
}

/** Said before anything is declared: from where the documents are made, a message would bring a stack trace along. */
function policyProblem(
    credential: CredentialSettings,
    governance: Governance,
    { callers, products, hidesTraces, observed }: ServiceNeedsArgs,
    { name, tier }: FoundService,
): string | undefined {
    const target = { endpoint: "endpoint", origin: "https://workspace" };
    const gateway = gatewayCredential(credential, target);
    const stackTrace = hidesTraces ? ("remove" as const) : ("pass" as const);
    const endpoint = { credential: gateway, call: longestCall, backendId: "b", stackTrace };
    try {
        const telemetry = observed ? { tokens: true } : undefined;
        apiPolicy({ callers, governance, products, endpoint, observed: telemetry, tier });
        return undefined;
    } catch (error) {
        if (!(error instanceof PolicyError)) throw error;
        return [
            `what serving-gateway:callers, limits, ipFilter and cors ask for is not possible with the API Management ` +
                `service "${name}": ${error.message}.`,
            "Ask for less: fewer audiences, applications, roles, claims, addresses or origins; or take a service of another tier.",
        ].join("\n");
    }
}

/** The one with the most text. */
const longestCall = {
    retry: { count: 1, longestWait: 1 },
    timeout: 300,
    streams: true,
    pooled: false,
    largestRequest: 16,
};

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
