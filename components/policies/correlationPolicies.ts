import type { ApiFeature } from "./apiFeature";
import { setHeader } from "./headerPolicies";
import { expression } from "./policyText";

/** Under which callers get the call's id; telemetry has it as `Request Id`. */
export const correlationHeader = "x-correlation-id";

/** Every answer tells the caller the call's id: the endpoint's, the gateway's refusals, and those of policies. */
export const correlation: ApiFeature = ({ observability }) =>
    observability
        ? [
              {
                  slot: "everyAnswer",
                  elements: () => [setHeader(correlationHeader, expression`context.RequestId.ToString()`)],
              },
          ]
        : [];
