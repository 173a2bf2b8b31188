import { policyRefused } from "../build";

export const record = policyRefused({
    id: "set-backend-service-needs-one-target",
    claim: "A `set-backend-service` with neither an address nor a backend is refused, and so is one with both.",
    source: "inferred: the text; the rule is documented",
    date: "2026-11-27",
    policy: "<set-backend-service />",
    blames: ["set-backend-service", "Exactly one of the attributes 'base-url' and 'backend-id' is required."],
});
