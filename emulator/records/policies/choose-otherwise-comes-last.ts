import { policyRefused } from "../build";

export const record = policyRefused({
    id: "choose-otherwise-comes-last",
    claim: "The `otherwise` of a `choose` that is not its last element is refused.",
    source: "inferred: the text; the rule is documented",
    date: "2026-11-27",
    policy: '<choose><otherwise /><when condition="@(context.Variables.ContainsKey("a"))" /></choose>',
    blames: ["otherwise", "The element 'otherwise' has to be the last one of 'choose'."],
});
