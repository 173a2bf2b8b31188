import { keyNotice } from "../../settings/keyExpiry";
import type { StackOutputs } from "./stackOutputs";

/** What the stack's settings say of the keys of one subscription. Not the keys. */
export interface KeyReport {
    readonly product: string;
    readonly subscription: string;
    readonly owner?: string;
    readonly expires?: string;
    /** Whether the keys expire within 14 days, or have expired. They work in any case. */
    readonly isDue: boolean;
    /** All of it in one line. */
    readonly text: string;
}

/**
 * The subscriptions whose owner or end the settings name.
 *
 * @param only products to speak of. @default all
 * @param now in milliseconds since 1970
 */
export function keyReports(
    { subscriptions = {} }: StackOutputs,
    only: readonly string[] | undefined,
    now: number,
): KeyReport[] {
    return Object.entries(subscriptions).flatMap(([product, known]) => {
        if (only && !only.includes(product)) return [];
        return Object.entries(known).flatMap(([subscription, { owner, expires }]) => {
            const notice = keyNotice(product, subscription, { owner, expires }, now);
            return notice ? [{ product, subscription, owner, expires, ...notice }] : [];
        });
    });
}
