import { policyRefused } from "../build";

export const record = policyRefused({
    id: "quota-by-key-first-period-start",
    claim: "A `quota-by-key` whose first period starts at no date and time in UTC is refused.",
    source: "inferred",
    date: "2026-11-27",
    policy: '<quota-by-key calls="1" renewal-period="300" counter-key="a" first-period-start="today" />',
    blames: ["quota-by-key", "The 'first-period-start' attribute is no date and time."],
});
