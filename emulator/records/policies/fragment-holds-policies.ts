import { put, refused, remove } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "fragment-holds-policies",
    claim: "A policy fragment is validated when it is written: what no section could hold is refused.",
    source: "policy fragments page (no section, no base, no fragment within); inferred: the texts, and that it is validated",
    date: "2026-11-28",
    calls: [
        ["<policies />", "policies", "The root element has to be 'fragment'."],
        ["<fragment><inbound /></fragment>", "inbound", "The element 'fragment' has invalid child element 'inbound'."],
        ["<fragment><base /></fragment>", "base", "The element 'fragment' has invalid child element 'base'."],
        [
            '<fragment><include-fragment fragment-id="other" /></fragment>',
            "include-fragment",
            "A policy fragment cannot include another policy fragment.",
        ],
        ["<fragment><no-such /></fragment>", "no-such", "The element 'fragment' has invalid child element 'no-such'."],
    ].map(([value, target, reason]) => ({
        ...put("/policyFragments/$RUN", { format: "xml", value }),
        expect: refused(target!, { matches: `Error in element '${target}' on line \\d+, column \\d+: ${reason}` }),
    })),
    cleanup: [remove("/policyFragments/$RUN")],
};
