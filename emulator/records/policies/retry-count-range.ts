import { policyRefused } from "../build";

export const record = policyRefused({
    id: "retry-count-range",
    claim: "A `retry` with a literal count below 1 or above 50 is refused.",
    source: "inferred: the text; the rule is documented",
    date: "2026-11-27",
    policy: '<retry condition="@(context.Variables.ContainsKey("a"))" count="51" interval="1"><set-variable name="b" value="c" /></retry>',
    blames: ["retry", "The 'count' attribute has to be 1 to 50."],
});
