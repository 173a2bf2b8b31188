import { callApi, putApi, putOperation, putPolicy, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

const used = {
    object: "chat.completion",
    messages: [{ role: "user", content: "Hi" }],
    choices: [],
    usage: { prompt_tokens: 100, completion_tokens: 100, total_tokens: 200 },
};

export const record: ParityRecord = {
    id: "errors-use-no-tokens",
    claim: "An answer from status 400 on uses no tokens, whatever its body says.",
    source: "inferred",
    date: "2026-11-27",
    setup: [
        putApi({ serviceUrl: "$UPSTREAM" }),
        putOperation,
        putPolicy({
            inbound: '<llm-token-limit counter-key="$RUN" tokens-per-minute="100" estimate-prompt-tokens="false" />',
        }),
    ],
    calls: [
        { ...callApi({ path: "/$RUN/call?status=400", body: used }), expect: { status: 400 } },
        { ...callApi({ body: used }), expect: { status: 200 } },
        { ...callApi({ body: used }), expect: { status: 429 } },
    ],
    cleanup: [removeApi],
};
