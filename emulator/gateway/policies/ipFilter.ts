import { BlockList, isIP } from "node:net";
import { refusedByPolicy } from "../answers";
import { Refusal } from "../exchange";
import type { PolicyElement } from "../policyElement";
import { invalid } from "../policyError";
import { allScopes, incomplete, type PolicyDefinition } from "../policyRule";

type Family = "ipv4" | "ipv6";

/** Lets only some addresses pass, or none of them: those of the connections, whatever headers say. */
export const ipFilter: PolicyDefinition = {
    name: "ip-filter",
    sections: ["inbound"],
    scopes: allScopes,
    rule: {
        attributes: { action: { required: true, type: ["allow", "forbid"] } },
        children: {
            address: { text: true },
            "address-range": { attributes: { from: { required: true }, to: { required: true } } },
        },
    },
    compile(element) {
        if (element.children.length === 0) throw incomplete(element, "address");
        const addresses = new BlockList();
        for (const child of element.children) add(addresses, child);
        const allows = element.attributes.get("action") === "allow";
        return ({ ipAddress }) => {
            if (addresses.check(ipAddress, isIP(ipAddress) === 6 ? "ipv6" : "ipv4") === allows) return;
            const message = allows
                ? `Caller IP address ${ipAddress} is not allowed. Access denied.`
                : "Caller IP address is blocked. Access denied.";
            throw new Refusal(message, refusedByPolicy(403, "Forbidden"));
        };
    },
};

function add(addresses: BlockList, element: PolicyElement): void {
    if (element.name === "address") {
        const address = element.text.trim();
        addresses.addAddress(address, family(element, address));
        return;
    }
    const from = element.attributes.get("from")!.trim();
    const to = element.attributes.get("to")!.trim();
    const kind = family(element, from);
    try {
        if (family(element, to) !== kind) throw new Error("An address of another kind.");
        addresses.addRange(from, to, kind);
    } catch {
        // Record ip-filter-range.
        throw invalid(element, "The IP address range is invalid.");
    }
}

/** A single address: an address with a prefix length is none (ip-filter, elements). */
function family(element: PolicyElement, address: string): Family {
    const version = isIP(address);
    // Record ip-filter-address.
    if (version === 0) throw invalid(element, "The IP address is invalid.");
    return version === 6 ? "ipv6" : "ipv4";
}
