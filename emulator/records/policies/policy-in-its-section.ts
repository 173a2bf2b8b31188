import { policyRefused } from "../build";

export const record = policyRefused({
    id: "policy-in-its-section",
    claim: "A policy in a section that it is not for is refused.",
    source: "inferred from the text for scopes in https://github.com/MicrosoftDocs/azure-docs/issues/111058",
    date: "2026-11-27",
    section: "outbound",
    policy: "<cors><allowed-origins><origin>*</origin></allowed-origins></cors>",
    blames: ["cors", "Policy is not allowed in the specified section"],
});
