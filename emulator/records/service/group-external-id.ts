import { put, refused, remove } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "group-external-id",
    claim: "An external group needs an id of the form aad://{tenant}/groups/{group}.",
    source: "inferred: the text",
    date: "2026-11-27",
    calls: [
        {
            ...put("/groups/$RUN", { displayName: "$RUN", type: "external", externalId: "nobody" }),
            expect: refused(
                "externalId",
                "An external group needs an externalId of the form aad://{tenant}/groups/{group object id}.",
            ),
        },
    ],
    cleanup: [remove("/groups/$RUN")],
};
