import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "permissions-of-the-caller",
    claim:
        "The permissions on a key vault and on an API Center's workspace tell the actions and data actions of the caller's roles " +
        "on it, and of those above it, an entry each.",
    source:
        'reference of Permissions, "List For Resource"; inferred: that data actions of key vaults are among them, and that a ' +
        "workspace has them too",
    date: "2026-11-28",
    calls: [],
    untestable: "It needs a key vault or an API Center.",
};
