import { policyRefused } from "../build";

export const record = policyRefused({
    id: "list-stands-once",
    claim: "A list such as `allowed-origins` stands once in its policy; a second one is refused.",
    source: "inferred: the text; the schema of the service says `all`, each once",
    date: "2026-11-27",
    policy: "<cors><allowed-origins><origin>https://a.example.com</origin></allowed-origins><allowed-origins><origin>https://b.example.com</origin></allowed-origins></cors>",
    blames: ["allowed-origins", "The element 'allowed-origins' can stand only once in 'cors'."],
});
