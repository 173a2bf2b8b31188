import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "tensor-documents",
    claim: "The document of a model of tensors has `inputs`: nested arrays, an object of them where tensors have names.",
    source: "inferred: no public document of such a model was found; what the server does with tensors was observed",
    date: "2026-11-28",
    calls: [],
    untestable: "It needs an endpoint with a model of tensors.",
};
