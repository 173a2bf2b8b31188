import { policyRefused } from "../build";

export const record = policyRefused({
    id: "rewrite-uri-begins-with-a-slash",
    claim: "A `rewrite-uri` whose template does not begin with a slash is refused.",
    source: "inferred: every documented template begins with one",
    date: "2026-11-27",
    policy: '<rewrite-uri template="invocations" />',
    blames: ["rewrite-uri", "The template of 'rewrite-uri' has to begin with '/'."],
});
