import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "built-in-hostname-stays",
    claim:
        "A service with a custom domain keeps its own, lists both in hostnameConfigurations, and names its own in gatewayUrl. " +
        "Its own is the default certificate only while no custom one is.",
    source: "REST specification 2024-05-01, example ApiManagementServiceGetService; inferred for the default certificate",
    date: "2026-11-28",
    calls: [],
    untestable: "It needs a domain and a certificate.",
};
