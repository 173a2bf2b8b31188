import { put, remove } from "../build";
import type { Matcher, ParityRecord } from "../parityRecord";

const preview = "/backends/$RUN?api-version=2025-09-01-preview";
const managedIdentity = { resource: "https://cognitiveservices.azure.com" };
const backend = { url: "https://cs.example.com", protocol: "http", credentials: { managedIdentity } };

function shows(identity: Matcher, path: string) {
    const body = { properties: { credentials: { managedIdentity: identity } } };
    return { at: "service", method: "GET", path, expect: { status: 200, body } } as const;
}

export const record: ParityRecord = {
    id: "backend-managed-identity-by-version",
    claim:
        "2025-09-01-preview takes and shows `managedIdentity` among the credentials of a backend; 2024-05-01 does not show it, and " +
        "a PUT of that version takes it away.",
    source:
        "llm-content-safety page, 2026-03-16, asks for it in the portal; the specification of 2024-05-01 lacks it; inferred: which " +
        "version has it, and what another one does",
    date: "2026-11-28",
    calls: [
        { ...put(preview, backend), expect: { status: 201 } },
        shows(managedIdentity, preview),
        shows(null, "/backends/$RUN"),
        { ...put("/backends/$RUN", backend), expect: { status: 200 } },
        shows(null, preview),
    ],
    cleanup: [remove("/backends/$RUN")],
};
