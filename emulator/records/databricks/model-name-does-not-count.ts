import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "model-name-does-not-count",
    claim: "A language model that is queried at its endpoint's `/invocations` takes `model` in the body, whatever it says.",
    source: "inferred: clients of the workspace's own OpenAI paths name the endpoint there, and other clients name nothing",
    date: "2026-11-27",
    calls: [
        {
            at: "workspace",
            method: "POST",
            path: "/serving-endpoints/$ENDPOINT/invocations",
            headers: { "content-type": "application/json" },
            body: '{"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi"}]}',
            expect: { status: 200 },
        },
    ],
};
