import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "content-safety-fails-closed",
    claim: "A call gets 403, `Request failed content safety check.`, where Azure AI Content Safety finds something, refuses the gateway, or does not answer; so does an answer that is no stream.",
    source: "Microsoft Q&A and samples (403 for a hit and for a backend without credentials); inferred: the same without an answer",
    date: "2026-11-28",
    calls: [],
    untestable: "It needs an Azure AI Content Safety resource, which costs money and has an owner of its own.",
};
