import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "role-takes-effect-later",
    claim: "For minutes after a role on a key vault is assigned, a named value that reads the vault fails with the words of a missing role.",
    source: "https://github.com/Azure/terraform-azurerm-avm-res-keyvault-vault/issues/78; inferred: that API Management passes the vault's words on",
    date: "2026-11-27",
    calls: [],
    untestable: "It needs a vault, and how long a role takes differs each time.",
};
