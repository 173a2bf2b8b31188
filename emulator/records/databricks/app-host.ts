import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "app-host",
    claim: "The host of an app is `<name>-<workspace id>`, in Azure with a number behind it, below `azure.databricksapps.com`, `aws.databricksapps.com` or `gcp.databricksapps.com`.",
    source: "URLs of apps in public repositories; inferred: that of Google Cloud, and that no app has another",
    date: "2026-11-28",
    calls: [],
    untestable: "An app has a host of its own, which a record has no variable for.",
};
