import { policyRefused } from "../build";

export const record = policyRefused({
    id: "policy-once-in-section",
    claim: "A policy that may stand once in a section is refused where it stands a second time.",
    source: "inferred: the text; the rule is documented",
    date: "2026-11-27",
    policy: "<cors><allowed-origins><origin>*</origin></allowed-origins></cors><cors><allowed-origins><origin>*</origin></allowed-origins></cors>",
    blames: ["cors", "The policy 'cors' can be used only once in a section."],
});
