import type { ApiPolicyArgs, CalledEndpoint, EndpointFacts } from "../../../components/policies/apiFeature";
import { apiContributions } from "../../../components/policies/apiPolicy";
import { contentOf, partsOf, policyOf, policyWith } from "../../../components/policies/contribution";
import { fragmentDocument } from "../../../components/policies/policyDocument";
import { productContributions, type ProductPolicyArgs } from "../../../components/policies/productPolicy";
import type { ControlPlane } from "../../emulator/gateway/controlPlane";
import type { ErrorsSettings } from "../../../settings/errors";
import type { ResilienceSettings } from "../../../settings/resilience";

/** An endpoint that takes large requests and answers at once, and a service that has every feature. */
export const usual = { tier: "Developer", streams: false, usesTokens: true, largestRequest: 16 };

/** An API in the words of tests. */
export interface TestedApi extends Pick<
    ApiPolicyArgs,
    "callers" | "products" | "isShared" | "policies" | "contentSafety"
> {
    readonly governance?: Pick<ApiPolicyArgs, "limits" | "ipFilter" | "cors">;
    /** Absent: it is not called. */
    readonly endpoint?: Omit<CalledEndpoint, "endpoint"> & {
        /** @default "churn" */
        readonly endpoint?: string;
        readonly call: Pick<ResilienceSettings, "retry" | "timeout"> & { readonly pooled: boolean };
        readonly stackTrace?: ErrorsSettings["stackTrace"];
        readonly answers?: ApiPolicyArgs["answers"];
    };
    /** Absent: no telemetry is kept. */
    readonly observed?: { readonly tokens: boolean };
}

export function contributionsOf({
    callers,
    products,
    isShared,
    policies,
    contentSafety,
    governance,
    endpoint,
    observed,
}: TestedApi) {
    const { call = { retry: false, timeout: 300, pooled: false }, stackTrace, answers } = endpoint ?? {};
    return apiContributions({
        callers,
        products,
        isShared,
        policies,
        contentSafety,
        ...governance,
        called: endpoint && { endpoint: "churn", ...endpoint },
        resilience: { retry: call.retry, timeout: call.timeout, circuitBreaker: false },
        pool: call.pooled ? [] : undefined,
        answers,
        errors: stackTrace && { stackTrace },
        observability: observed && { sampling: 100, tokenMetrics: observed.tokens },
    });
}

/** The policy document of an API as the service publishes it: with fragments, and these by what they are of. */
export function publishedPolicy(api: TestedApi, facts: Partial<EndpointFacts> = {}) {
    const known = { ...usual, ...facts };
    const contributions = contributionsOf(api);
    const parts = [...partsOf(contributions, known)].map(([part, elements]) => ({
        part,
        id: part,
        content: () => contentOf({ elements }),
        text: fragmentDocument(elements),
    }));
    return { text: policyWith(contributions, known, parts), fragments: parts };
}

/** Puts the policy of an API into an emulated service. */
export function putApiPolicy(plane: ControlPlane, apiId: string, ...api: Parameters<typeof publishedPolicy>): void {
    const { text, fragments } = publishedPolicy(...api);
    const own = (id: string) => `${apiId}-${id}`;
    for (const { id, text: value } of fragments) {
        plane.set(`policyFragments/${own(id)}`, "policyFragments", { format: "xml", value });
    }
    plane.policy(`apis/${apiId}`, text.replace(/(?<=fragment-id=")[^"]+/g, own));
}

/** The policy document of an API with all that it includes. @param facts that differ from the usual ones */
export function apiPolicy(api: TestedApi, facts: Partial<EndpointFacts> = {}): string {
    return policyOf(contributionsOf(api), { ...usual, ...facts });
}

/** The policy document of a product. */
export function productPolicy(product: Omit<ProductPolicyArgs, "name">, tier = "Developer"): string {
    return policyOf(productContributions({ name: "gold", ...product }), { tier });
}
