import { putApi, putOperation, putPolicy, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "cors-preflight-names-what-was-asked",
    claim: "A preflight request is told the method and the headers that it asked for, not all that are allowed.",
    source: "inferred: .NET's CORS engine does so",
    date: "2026-11-27",
    setup: [
        putApi({ serviceUrl: "$UPSTREAM" }),
        putOperation,
        putPolicy({
            inbound:
                "<cors><allowed-origins><origin>https://a.example.com</origin></allowed-origins><allowed-methods><method>POST</method><method>GET</method></allowed-methods><allowed-headers><header>x-a</header><header>x-b</header></allowed-headers></cors>",
        }),
    ],
    calls: [
        {
            at: "gateway",
            method: "OPTIONS",
            path: "/$RUN/call",
            headers: {
                origin: "https://a.example.com",
                "access-control-request-method": "POST",
                "access-control-request-headers": "x-a",
            },
            expect: {
                status: 200,
                headers: { "access-control-allow-methods": "POST", "access-control-allow-headers": "x-a" },
            },
        },
    ],
    cleanup: [removeApi],
};
