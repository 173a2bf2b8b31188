import type { CallersSettings } from "../../settings/callers";
import type { ErrorsSettings } from "../../settings/errors";
import type { EndpointGovernance } from "../../settings/governance";
import { validateAzureAdToken } from "./authenticationPolicies";
import { callPolicies, type CallPoliciesArgs, withoutAnswer } from "./callPolicies";
import { withCorrelation } from "./correlationPolicies";
import { cors } from "./corsPolicies";
import { credentialPolicies, type GatewayCredential } from "./credentialPolicies";
import { stackTraceRemoved } from "./errorPolicies";
import { deleteHeader, deleteQueryParameter } from "./headerPolicies";
import { ipFilter } from "./ipFilterPolicies";
import { callerToken, countsCallers, limitPolicies } from "./limitPolicies";
import { mockResponse } from "./mockPolicies";
import { policyDocument, type PolicySections } from "./policyDocument";
import type { Tier } from "./policyElement";
import { refusals } from "./refusalPolicies";
import { requestChecks } from "./requestChecks";
import { setBackendService } from "./requestPolicies";
import { emitTokenMetric } from "./tokenMetricPolicies";

export interface ApiPolicyArgs {
    readonly callers: CallersSettings;
    /** From where, how often and how much. @default from everywhere, without limits */
    readonly governance?: Partial<Omit<EndpointGovernance, "tags">>;
    /** What products that the API is in count and filter. @default it is in none */
    readonly products?: readonly Pick<EndpointGovernance, "limits" | "ipFilter">[];
    /** How the endpoint is called. Absent: it is not, and callers get answers that are made up from the document. */
    readonly endpoint?: EndpointPoliciesArgs;
    /** Telemetry is kept of the calls, and callers are told under which id. @default none is */
    readonly observed?: { /** Their tokens are counted. */ readonly tokens: boolean };
    /** The service's tier. */
    readonly tier: Tier;
}

export interface EndpointPoliciesArgs {
    readonly credential: GatewayCredential;
    readonly call: CallPoliciesArgs;
    /** Whether callers get to see a model's stack traces. @default "pass" */
    readonly stackTrace?: ErrorsSettings["stackTrace"];
    /** The backend entity that calls go to. @default the API's own service URL */
    readonly backendId?: string;
}

/** Names under which API Management looks for a key where an API names none of its own. */
const azure = { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" };

/**
 * The policy document of one published API: who may call, as whom the gateway calls, and what it does where the endpoint
 * cannot answer.
 *
 * @throws PolicyError as `policyDocument`
 */
export function apiPolicy(args: ApiPolicyArgs): string {
    return policyDocument(apiPolicySections(args), args.tier);
}

/** Sections of that document, in the order in which they must stand: the caller's token is looked at, then replaced. */
export function apiPolicySections(args: ApiPolicyArgs): PolicySections {
    const { callers, governance = {}, products = [], endpoint, observed, tier } = args;
    const { cors: sharing, ipFilter: filter, limits = {} } = governance;
    const { inbound, failures, ...others } = endpoint ? endpointPolicies(endpoint) : mocked;
    const refused = refusals({
        callers,
        limits: [limits, ...products.map((product) => product.limits)],
        filtersAddresses: filter !== undefined || products.some(({ ipFilter }) => ipFilter !== undefined),
        hasBackend: endpoint?.backendId !== undefined,
    });
    const sections = {
        inbound: [
            ...(sharing ? [cors(sharing)] : []),
            ...(filter ? [ipFilter(filter)] : []),
            ...(callers.entra
                ? [validateAzureAdToken(callers.entra, countsCallers(limits) ? callerToken : undefined)]
                : []),
            ...(endpoint ? [requestChecks(endpoint.call.largestRequest)] : []),
            ...limitPolicies(limits, "api", tier),
            ...(observed?.tokens ? [emitTokenMetric] : []),
            ...inbound,
            ...(endpoint ? keysRemoved(callers) : []),
        ],
        ...others,
        "on-error": [...failures, ...refused],
    };
    return observed ? withCorrelation(sections) : sections;
}

function endpointPolicies({ credential, call, backendId, stackTrace }: EndpointPoliciesArgs) {
    const { inbound = [], outbound = [], renewal, failures = [] } = credentialPolicies(credential);
    const hidesTraces = stackTrace === "remove";
    return {
        inbound: [
            ...(backendId === undefined ? [] : [setBackendService(backendId)]),
            // A body that is compressed cannot be read.
            ...(hidesTraces ? [deleteHeader("Accept-Encoding")] : []),
            ...inbound,
        ],
        backend: callPolicies(call, renewal),
        outbound: [...outbound, ...(hidesTraces ? stackTraceRemoved : [])],
        failures: [...failures, ...withoutAnswer],
    };
}

const mocked = { inbound: [mockResponse], failures: [] };

/** The key stays at the gateway, also one that a caller sends under Azure's names where they are not asked for. */
function keysRemoved({ subscriptionKey = azure }: CallersSettings) {
    return [
        ...distinct(subscriptionKey.header, azure.header).map(deleteHeader),
        ...distinct(subscriptionKey.query, azure.query).map(deleteQueryParameter),
    ];
}

/** Names of headers and of query parameters differ by more than their case. */
function distinct(name: string, other: string): string[] {
    return name.toLowerCase() === other.toLowerCase() ? [name] : [name, other];
}
