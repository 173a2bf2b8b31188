import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "named-value-vault-refusal",
    claim: "A named value whose vault refuses the secret fails at `keyVault` with the vault's own words.",
    source: "inferred: the code and the target",
    date: "2026-11-27",
    calls: [],
    untestable: "It needs a vault that the service's identity may not read.",
};
