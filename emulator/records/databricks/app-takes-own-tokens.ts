import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "app-takes-own-tokens",
    claim: "An app takes OAuth tokens that the workspace issued: 401 to a personal access token and to one of Microsoft Entra, and a redirect to the login page without a token.",
    source: 'documentation, "Connect to an API Databricks app using token authentication" (Entra tokens have to be exchanged); inferred: the statuses',
    date: "2026-11-28",
    calls: [],
    untestable: "An app has a host of its own, which a record has no variable for.",
};
