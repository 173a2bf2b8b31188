import { setHeader } from "./headerPolicies";
import type { PolicySections } from "./policyDocument";
import type { PolicyElement } from "./policyElement";
import { expression } from "./policyText";

/** Under which callers get the call's id; telemetry has it as `Request Id`. */
export const correlationHeader = "x-correlation-id";

const correlationId = setHeader(correlationHeader, expression`context.RequestId.ToString()`);

/** Every answer tells the caller the call's id: the endpoint's, the gateway's refusals, and those of policies. */
export function withCorrelation({ inbound, backend, outbound = [], ...others }: PolicySections): PolicySections {
    const answering = (elements: readonly PolicyElement[]) => elements.map(inAnswers);
    return {
        ...(inbound && { inbound: answering(inbound) }),
        ...(backend && { backend: answering(backend) }),
        outbound: [correlationId, ...answering(outbound)],
        "on-error": [correlationId, ...answering(others["on-error"] ?? [])],
    };
}

/** `return-response` answers with its own headers only. The service wants them between the status and the body. */
function inAnswers(element: PolicyElement): PolicyElement {
    const { name, children } = element;
    if (!children) return element;
    if (name !== "return-response") return { ...element, children: children.map(inAnswers) };
    const [status, ...rest] = children;
    return { ...element, children: [status!, correlationId, ...rest] };
}
