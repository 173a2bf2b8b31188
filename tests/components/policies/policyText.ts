import type { ApiPolicyArgs, EndpointFacts } from "../../../components/policies/apiFeature";
import { apiContributions } from "../../../components/policies/apiPolicy";
import { policyOf } from "../../../components/policies/contribution";
import { productContributions, type ProductPolicyArgs } from "../../../components/policies/productPolicy";

/** An endpoint that takes large requests and answers at once, and a service that has every feature. */
const usual = { tier: "Developer", streams: false, usesTokens: true, largestRequest: 16 };

/** The policy document of an API. @param facts that differ from the usual ones */
export function apiPolicy(api: ApiPolicyArgs, facts: Partial<EndpointFacts> = {}): string {
    return policyOf(apiContributions(api), { ...usual, ...facts });
}

/** The policy document of a product. */
export function productPolicy(product: Omit<ProductPolicyArgs, "name">, tier = "Developer"): string {
    return policyOf(productContributions({ name: "gold", ...product }), { tier });
}
