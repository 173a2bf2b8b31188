import { modelInWords } from "../../databricks/sources/sources";
import type { CallersSettings, Settings } from "../../settings/settings";
import { limitsOf } from "../../settings/limits";
import { endpointContributions } from "../api/endpointPolicy";
import { contributionsOf } from "../products/servingProduct";
import { productsOf } from "./catalogue";
import { sharedPolicies } from "./sharedApis";
import type { PlannedPolicy } from "./serviceNeeds";
import type { CalledEndpoint } from "./workspaceFor";

/** What decides the policies of a gateway's APIs and products. */
export interface PlannedPoliciesArgs {
    readonly endpoints: readonly CalledEndpoint[];
    readonly callers: CallersSettings;
    readonly products?: Settings["products"];
    readonly namePrefix?: string;
    readonly openai?: Settings["openai"];
    readonly databricksPaths?: boolean;
    /** Whether telemetry is kept at all. */
    readonly isObserved: boolean;
}

/** What the policy of an endpoint's API is made of, for each endpoint. */
export function contributionsIn(args: Omit<PlannedPoliciesArgs, "endpoints">) {
    const { callers, products = [], namePrefix, isObserved } = args;
    return (endpoint: CalledEndpoint, isShared?: true) => {
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
}

/** The policy documents of a gateway's APIs and products, known before anything is declared. */
export function plannedPolicies(args: PlannedPoliciesArgs): PlannedPolicy[] {
    const { endpoints, callers, products = [] } = args;
    const policyOf = contributionsIn(args);
    return [
        ...endpoints.map((endpoint) => ({
            owner: modelInWords(endpoint),
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

function governed(name: string, { products = [], callers }: Pick<PlannedPoliciesArgs, "products" | "callers">) {
    const { limits, ipFilter } = products.find((product) => product.name === name)!;
    return { limits: limitsOf(callers, {}, limits), ipFilter };
}
