import type * as pulumi from "@pulumi/pulumi";
import type { CallersSettings, CredentialSettings } from "../../settings/settings";
import type { CorsSettings } from "../../settings/cors";
import type { ErrorsSettings } from "../../settings/errors";
import type { IpFilterSettings } from "../../settings/ipFilter";
import type { LimitSettings } from "../../settings/limits";
import type { EndpointObservability } from "../../settings/observability";
import type { PoolMember } from "../../settings/pool";
import type { ResilienceSettings } from "../../settings/resilience";
import { credentialFrom } from "../credentials/methods";
import type { ApiPolicyArgs, EndpointFacts, EndpointPoliciesArgs } from "../policies/apiFeature";
import { apiContributions } from "../policies/apiPolicy";
import type { Contribution } from "../policies/contribution";
import { plannedBackend } from "./backends";

/** What decides the policy of an endpoint's API. */
export interface EndpointPolicyArgs {
    /** Name of the serving endpoint. @example "churn" */
    readonly endpoint: string;
    /** What the API is called in the stack. @default the endpoint's name */
    readonly apiId?: string;
    /** Goes in front of what the API's resources are called in the service. @default nothing */
    readonly namePrefix?: string;
    /** The workspace's origin. */
    readonly workspaceHost: string;
    /** Who may call. */
    readonly callers: CallersSettings;
    /** As whom the gateway calls the endpoint. Absent: it does not, and callers get made-up answers. */
    readonly credential?: CredentialSettings;
    /** What callers may use, from where and from which pages. @default everything, from everywhere, from none */
    readonly limits?: LimitSettings;
    readonly ipFilter?: IpFilterSettings;
    readonly cors?: CorsSettings;
    /** What the gateway does where the endpoint cannot answer. */
    readonly resilience: ResilienceSettings;
    /** What callers get to see of its errors. @default all */
    readonly errors?: ErrorsSettings;
    /** Endpoints that calls are spread over. @default the endpoint itself */
    readonly pool?: readonly PoolMember[];
    /** What products that it is in count and filter. @default it is in none */
    readonly products?: ApiPolicyArgs["products"];
    /** What is told of its calls. @default nothing */
    readonly observability?: EndpointObservability;
}

/** What is declared for the policy, which names it in its text only. */
export interface PolicyResources {
    /** The entity that calls go to, if there is one. */
    readonly backend?: pulumi.Resource;
    /** What the credential consists of. */
    readonly credential: readonly pulumi.Resource[];
}

/** What the policy document of an endpoint's API is made of. @param resources what is declared for it. @default nothing yet */
export function endpointContributions(
    args: EndpointPolicyArgs,
    resources?: PolicyResources,
): Contribution<EndpointFacts>[] {
    const { callers, cors, ipFilter, limits, products, observability } = args;
    return apiContributions({
        callers,
        governance: { cors, ipFilter, limits },
        products,
        observed: observability && { tokens: observability.tokenMetrics },
        endpoint: endpointPolicies(args, resources),
    });
}

function endpointPolicies(args: EndpointPolicyArgs, resources?: PolicyResources): EndpointPoliciesArgs | undefined {
    const { credential, endpoint, workspaceHost: origin, pool, resilience, errors } = args;
    if (!credential) return undefined;
    const planned = plannedBackend(args);
    return {
        credential: { ...credentialFrom(credential).policy({ endpoint, origin }), needs: resources?.credential },
        call: { retry: resilience.retry, timeout: resilience.timeout, pooled: pool !== undefined },
        stackTrace: errors?.stackTrace,
        backend: planned && { ...planned, resource: resources?.backend },
    };
}
