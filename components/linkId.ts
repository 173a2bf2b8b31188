import { createHash } from "node:crypto";

/** Longest identifier of a link (API Management, 2024-05-01). */
const longest = 80;

/** Identifier of the one link between two things: unique in the service, because neither of theirs holds a full stop. */
export function linkId(from: string, to: string): string {
    const whole = `${from}.${to}`;
    if (whole.length <= longest) return whole;
    const hash = createHash("sha256").update(whole).digest("hex").slice(0, 32);
    return `${whole.slice(0, longest - hash.length - 1)}.${hash}`;
}
