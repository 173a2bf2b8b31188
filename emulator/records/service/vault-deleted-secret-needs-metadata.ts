import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "vault-deleted-secret-needs-metadata",
    claim: "Who may read the metadata of a key vault's secrets may read that of a deleted secret.",
    source: "inferred: Azure's list of data actions has none for deleted secrets alone",
    date: "2026-11-28",
    calls: [],
    untestable: "It needs a key vault and a role with this data action only.",
};
