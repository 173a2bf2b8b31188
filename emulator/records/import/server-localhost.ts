import { importDocument, importRefused, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "server-localhost",
    claim: "A document whose server is `localhost` is refused.",
    source: "service changelog, September 2025; inferred: the text",
    date: "2026-11-27",
    calls: [
        {
            ...importDocument({
                servers: [{ url: "https://localhost/a" }],
                paths: { "/a": { get: { responses: { "200": { description: "OK" } } } } },
            }),
            expect: importRefused("The server URL must not be localhost. [#/servers/0/url]"),
        },
    ],
    cleanup: [removeApi],
};
