import { textAnswers } from "./answerPolicies";
import type { ApiFeature, ApiPolicyArgs, EndpointFacts } from "./apiFeature";
import { backend } from "./backendPolicies";
import { call } from "./callPolicies";
import { contentSafety } from "./contentSafetyPolicies";
import type { Contribution } from "./contribution";
import { correlation } from "./correlationPolicies";
import { pages } from "./corsPolicies";
import { credential } from "./credentialPolicies";
import { callerTokens } from "./entraPolicies";
import { stackTraces } from "./errorPolicies";
import { addresses } from "./ipFilterPolicies";
import { callerKeys } from "./keyPolicies";
import { limits } from "./limitPolicies";
import { mock } from "./mockPolicies";
import { openAiErrors, openAiRoutes } from "./openAiPolicies";
import { ownPolicies } from "./ownPolicies";
import { pinnedModel } from "./pinnedModel";
import { requestChecks } from "./requestChecks";
import { tokenMetrics } from "./tokenMetricPolicies";
import { waits } from "./waitPolicies";

/** Every feature of an API's policy. Where each stands in the document is said by its slots. */
const features: readonly ApiFeature[] = [
    callerKeys,
    callerTokens,
    addresses,
    pages,
    requestChecks,
    limits,
    contentSafety,
    openAiRoutes,
    backend,
    pinnedModel,
    credential,
    call,
    mock,
    textAnswers,
    stackTraces,
    openAiErrors,
    waits,
    tokenMetrics,
    correlation,
    ownPolicies,
];

/**
 * What the policy document of one published API is made of: who may call, as whom the gateway calls, and what it does where
 * the endpoint cannot answer.
 */
export function apiContributions(api: ApiPolicyArgs): Contribution<EndpointFacts>[] {
    return features.flatMap((feature) => feature(api));
}
