import type { LimitSettings } from "../../settings/limits";
import type { ApiPolicyArgs, EndpointFacts } from "./apiFeature";
import { Variable } from "./policyText";

/** The caller's token, once `validate-azure-ad-token` found it good. */
export const callerToken = new Variable("caller-token");

/** Identifier of the called model's own API, in an API that models share. */
export const modelsApi = new Variable("models-api");

/** Whether a limit counts by the caller's token. */
export function countsCallers({ calls, quota, tokens }: LimitSettings): boolean {
    return [calls, quota, tokens].some((limit) => limit?.per === "caller");
}

/** An API's own limits. What no language model answers has no tokens to count. */
export function limitsOfApi(
    { called, limits = {} }: ApiPolicyArgs,
    { usesTokens }: Pick<EndpointFacts, "usesTokens">,
): LimitSettings {
    const { tokens, ...others } = limits;
    return called && usesTokens ? limits : others;
}
