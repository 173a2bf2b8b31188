import ipaddr from "ipaddr.js";
import { z } from "zod";
import { members, orFalse, unlessEmpty } from "./schema";
import { setting, unlessOff } from "./setting";

/** One address where both are the same. */
export interface AddressRange {
    readonly from: string;
    readonly to: string;
}

/** From where callers may call: only from these addresses, or from all but these. */
export interface IpFilterSettings {
    readonly action: "allow" | "forbid";
    readonly ranges: readonly AddressRange[];
}

const forms = "an address (203.0.113.7), a network (203.0.113.0/24) or a range (203.0.113.7-203.0.113.20)";

const rangeSchema = z
    .string({ error: `must be ${forms}` })
    .max(100, `must be ${forms}`)
    .transform((text, context): AddressRange => {
        const range = rangeOf(text.trim());
        if (typeof range !== "string") return range;
        context.addIssue({ code: "custom", message: range });
        return z.NEVER;
    });

const rangesSchema = z
    .array(rangeSchema, { error: `must be a list of addresses; each ${forms}` })
    .min(1, "lists no address. Name one, or remove ipFilter");

const ipFilterSchema = members({
    allow: rangesSchema
        .optional()
        .describe(
            "The only addresses that may call: addresses, networks (`203.0.113.0/24`) and ranges " +
                "(`203.0.113.7-203.0.113.20`).",
        ),
    forbid: rangesSchema.optional().describe("Addresses that may not call, instead of `allow`."),
})
    .refine(({ allow, forbid }) => !allow !== !forbid, "must have one of allow and forbid")
    .transform(({ allow, forbid }): IpFilterSettings => ({
        action: allow ? "allow" : "forbid",
        ranges: (allow ?? forbid)!,
    }));

/** API Management knows addresses and ranges of them, and no networks. @returns what is wrong, if it is none */
function rangeOf(text: string): AddressRange | string {
    const [first = "", second, ...more] = text.split("-").map((part) => part.trim());
    if (second !== undefined) return more.length === 0 ? between(first, second) : `must be ${forms}`;
    if (!first.includes("/")) return between(first, first);
    // Older notations (octal, 10.1) mean different addresses to different programs: they are no networks here.
    if (!isAddress(first.slice(0, first.indexOf("/"))) || !ipaddr.isValidCIDR(first)) return `must be ${forms}`;
    const kind = first.includes(":") ? ipaddr.IPv6 : ipaddr.IPv4;
    const from = kind.networkAddressFromCIDR(first).toString();
    const [address, length] = ipaddr.parseCIDR(first);
    if (address.toString() !== from)
        return `is an address inside a network. Write ${from}/${length}, or the address alone`;
    return { from, to: kind.broadcastAddressFromCIDR(first).toString() };
}

function between(first: string, last: string): AddressRange | string {
    if (!isAddress(first) || !isAddress(last)) return `must be ${forms}`;
    const [from, to] = [ipaddr.parse(first), ipaddr.parse(last)];
    if (from.kind() !== to.kind()) return "goes from an IPv4 address to an IPv6 address. Split it into two ranges";
    if (Buffer.compare(Buffer.from(from.toByteArray()), Buffer.from(to.toByteArray())) > 0)
        return "ends before it begins";
    return { from: from.toString(), to: to.toString() };
}

function isAddress(text: string): boolean {
    return (
        ipaddr.IPv4.isValidFourPartDecimal(text) ||
        (text.includes(":") && !text.includes("%") && ipaddr.IPv6.isValid(text))
    );
}

export const ipFilter = setting({
    schema: orFalse(ipFilterSchema),
    schemaAt: { stack: unlessEmpty(orFalse(ipFilterSchema)), product: ipFilterSchema },
    default: {},
    at: ["stack", "endpoint", "product"],
    words:
        "The addresses that callers may call from. Calls from other addresses get 403. An endpoint's value " +
        "replaces the " +
        "stack's; `false` means every address. A product's value applies to its endpoints together.",
    example: { allow: ["203.0.113.0/24"] },
    combine: unlessOff<IpFilterSettings>,
});
