import { callApi, putApi, putOperation, putPolicy, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

const used = {
    object: "chat.completion",
    messages: [{ role: "user", content: "Hi" }],
    choices: [],
    usage: { prompt_tokens: 100, completion_tokens: 100, total_tokens: 200 },
};
const inWords = "\\d+ (?:day|hour|minute|second)s?(?:, \\d+ (?:hour|minute)s?)*(?: and \\d+ (?:hour|minute|second)s?)?";

export const record: ParityRecord = {
    id: "token-quota-in-words",
    claim: "A used-up token quota says when it is replenished in days, hours, minutes and seconds, all that are not zero.",
    source: "inferred from `24 days, 14 hours` and `41 minutes and 54 seconds` in public reports",
    date: "2026-11-27",
    setup: [
        putApi({ serviceUrl: "$UPSTREAM" }),
        putOperation,
        putPolicy({
            inbound:
                '<llm-token-limit counter-key="$RUN" token-quota="100" token-quota-period="Yearly" estimate-prompt-tokens="false" />',
        }),
    ],
    calls: [
        { ...callApi({ body: used }), expect: { status: 200 } },
        {
            ...callApi({ body: used }),
            expect: {
                status: 403,
                body: { message: { matches: `Token quota is exceeded\\. Try again in ${inWords}\\.` } },
            },
        },
    ],
    cleanup: [removeApi],
};
