import type { EntraCallers } from "../../settings/callers";
import type { IpFilterSettings } from "../../settings/ipFilter";
import type { LimitSettings } from "../../settings/limits";
import { validateAzureAdToken } from "./authenticationPolicies";
import { ipFilter } from "./ipFilterPolicies";
import { callerToken, countsCallers, limitPolicies } from "./limitPolicies";
import { policyDocument } from "./policyDocument";
import type { Tier } from "./policyElement";

export interface ProductPolicyArgs {
    readonly limits: LimitSettings;
    readonly ipFilter?: IpFilterSettings;
    /** Which tokens are accepted, where callers need one. */
    readonly entra?: EntraCallers;
    /** The service's tier. */
    readonly tier: Tier;
}

/**
 * The policy document of a product. It runs before that of the API, and only for calls with a key of the product.
 *
 * @throws PolicyError as `policyDocument`
 */
export function productPolicy({ limits, ipFilter: filter, entra, tier }: ProductPolicyArgs): string {
    // The API looks at the token too late for what the product counts.
    const token = entra && countsCallers(limits) ? [validateAzureAdToken(entra, callerToken)] : [];
    const inbound = [...(filter ? [ipFilter(filter)] : []), ...token, ...limitPolicies(limits, "product", tier)];
    return policyDocument({ inbound }, tier);
}
