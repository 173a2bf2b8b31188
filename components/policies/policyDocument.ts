import { create } from "xmlbuilder2";
import type { XMLBuilder } from "xmlbuilder2/lib/interfaces";

type Section = "inbound" | "backend" | "outbound" | "on-error";

/** What a document adds to each section, after the policies of the wider scopes. */
export type PolicySections = { readonly [section in Section]?: (section: XMLBuilder) => void };

/**
 * A policy document. Each section begins with `<base />`, so that the policies of the service and of products stay in
 * force. The text is canonical: the same sections give the same bytes.
 */
export function policyDocument(sections: PolicySections): string {
    const policies = create().ele("policies");
    for (const name of ["inbound", "backend", "outbound", "on-error"] as const) {
        const section = policies.ele(name);
        section.ele("base");
        sections[name]?.(section);
    }
    return policies.end({ prettyPrint: true, headless: true, spaceBeforeSlash: true });
}
