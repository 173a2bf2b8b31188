import { plannedPolicies, type PlannedPoliciesArgs } from "../../../components/gateway/plannedPolicies";
import { serviceNeeds } from "../../../components/gateway/serviceNeeds";
import { calledChurn } from "../declare";

/** What APIs and products need of a service. @param isNew whether it is made with what they need. @default true */
export function needed(args: Partial<PlannedPoliciesArgs>, isNew = true) {
    const planned: PlannedPoliciesArgs = {
        endpoints: [calledChurn],
        callers: { subscriptionKey: { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" } },
        isObserved: false,
        ...args,
    };
    const credentials = planned.endpoints.flatMap((endpoint) => endpoint.credential ?? []);
    return serviceNeeds({ credentials, policies: plannedPolicies(planned), isNew });
}
