import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "app-permissions",
    claim: "Permissions of an app are read by its name, and show its administrators' inherited CAN_MANAGE.",
    source: "databricks-sdk 0.162.0, `AppsAPI.get_permissions`; inferred: the type of the object",
    date: "2026-11-28",
    calls: [
        {
            at: "workspace",
            method: "GET",
            path: "/api/2.0/permissions/apps/$APP",
            expect: { status: 200, body: { object_id: "/apps/$APP", object_type: "app" } },
        },
        {
            at: "workspace",
            method: "GET",
            path: "/api/2.0/permissions/apps/$APP",
            headers: { authorization: "Bearer $NOBODY_TOKEN" },
            expect: { status: 403, body: { error_code: "PERMISSION_DENIED" } },
        },
    ],
};
