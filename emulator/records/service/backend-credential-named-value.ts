import { put, refused, remove } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "backend-credential-named-value",
    claim: "A credential of a backend that refers to a named value that is not there is refused.",
    source: "inferred: the text",
    date: "2026-11-27",
    calls: [
        {
            ...put("/backends/$RUN", {
                url: "https://example.com",
                protocol: "http",
                credentials: { header: { "X-Key": ["{{nobody}}"] } },
            }),
            expect: refused("credentials", "Cannot find a property 'nobody'"),
        },
    ],
    cleanup: [remove("/backends/$RUN")],
};
