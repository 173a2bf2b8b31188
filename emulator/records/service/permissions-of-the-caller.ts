import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "permissions-of-the-caller",
    claim: "The permissions on a key vault tell the data actions of the caller's roles on it, and of those above it, an entry each.",
    source: 'reference of Permissions, "List For Resource"; inferred: that data actions of key vaults are among them',
    date: "2026-11-28",
    calls: [],
    untestable: "It needs a key vault.",
};
