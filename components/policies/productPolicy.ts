import type { EntraCallers } from "../../settings/callers";
import type { IpFilterSettings } from "../../settings/ipFilter";
import type { LimitSettings } from "../../settings/limits";
import type { OwnPolicies } from "../../settings/policies";
import type { Contribution } from "./contribution";
import { countsCallers } from "./counting";
import { countedTokens } from "./entraPolicies";
import { filteredAddresses } from "./ipFilterPolicies";
import { productLimits } from "./limitPolicies";
import { includedPolicies } from "./ownPolicies";

/** What decides the policy of one product. */
export interface ProductPolicyArgs {
    /** The product's name. */
    readonly name: string;
    readonly limits: LimitSettings;
    readonly ipFilter?: IpFilterSettings;
    readonly policies?: OwnPolicies;
    /** Which tokens are accepted, where callers need one. */
    readonly entra?: EntraCallers;
}

/**
 * What the policy document of a product is made of. It runs before that of the API, and only for calls with a key of the
 * product.
 */
export function productContributions(product: ProductPolicyArgs): Contribution[] {
    const { name, limits, ipFilter, policies, entra } = product;
    return [
        filteredAddresses(ipFilter),
        ...(entra && countsCallers(limits) ? [countedTokens(entra)] : []),
        productLimits(name, limits),
        ...includedPolicies(policies),
    ];
}
