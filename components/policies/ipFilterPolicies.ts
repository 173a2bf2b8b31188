import type { IpFilterSettings } from "../../settings/ipFilter";
import type { PolicyElement } from "./policyElement";

/** Lets calls pass by the address of their connection; others get 403. */
export function ipFilter({ action, ranges }: IpFilterSettings): PolicyElement {
    return {
        name: "ip-filter",
        attributes: { action },
        children: ranges.map(({ from, to }) =>
            from === to ? { name: "address", text: from } : { name: "address-range", attributes: { from, to } },
        ),
        sections: ["inbound"],
    };
}
