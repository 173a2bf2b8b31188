import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "data-plane-takes-own-tokens",
    claim: "What is not the whole workspace, such as the host of a route-optimized endpoint, takes the workspace's own OAuth tokens and none of Microsoft Entra.",
    source: "inferred",
    date: "2026-11-27",
    calls: [],
    untestable: "It needs a route-optimized endpoint.",
};
