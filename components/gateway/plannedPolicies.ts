import { sourceOf } from "../../databricks/sources/sources";
import type { CallersSettings, EndpointSettings, Settings } from "../../settings/settings";
import { limitsOf } from "../../settings/limits";
import { endpointContributions } from "../api/endpointPolicy";
import { contributionsOf } from "../products/servingProduct";
import { productsOf } from "./catalogue";
import { sharedPolicies } from "./sharedApis";
import type { PlannedPolicy } from "./serviceNeeds";

/** What decides the policies of a gateway's APIs and products. */
export interface PlannedPoliciesArgs {
    /** The endpoints, each with its workspace's origin and the credential that it is called with. */
    readonly endpoints: readonly (EndpointSettings & { readonly workspaceHost: string })[];
    readonly callers: CallersSettings;
    readonly products?: Settings["products"];
    readonly namePrefix?: string;
    readonly openai?: Settings["openai"];
    readonly databricksPaths?: boolean;
    /** Whether telemetry is kept at all. */
    readonly isObserved: boolean;
}

/** The policy documents of a gateway's APIs and products, known before anything is declared. */
export function plannedPolicies(args: PlannedPoliciesArgs): PlannedPolicy[] {
    const { endpoints, callers, products = [], namePrefix, isObserved } = args;
    const policyOf = (endpoint: PlannedPoliciesArgs["endpoints"][number], isShared?: true) => {
        const { name, apiId = name, observability } = endpoint;
        return endpointContributions({
            ...endpoint,
            endpoint: name,
            apiId,
            namePrefix,
            callers,
            products: productsOf({ ...endpoint, apiId }, products).map((product) => governed(product, args)),
            observability: isObserved ? observability : undefined,
            isShared,
        });
    };
    return [
        ...endpoints.map((endpoint) => ({
            owner: `${sourceOf(endpoint.kind).noun} "${endpoint.name}"`,
            contributions: policyOf(endpoint),
        })),
        ...sharedPolicies(args, (endpoint) => policyOf(endpoint, true)),
        ...products
            .filter(({ existing }) => !existing)
            .map((product) => ({
                owner: `product "${product.name}"`,
                contributions: contributionsOf(product, callers),
            })),
    ];
}

function governed(name: string, { products = [], callers }: PlannedPoliciesArgs) {
    const { limits, ipFilter } = products.find((product) => product.name === name)!;
    return { limits: limitsOf(callers, {}, limits), ipFilter };
}
