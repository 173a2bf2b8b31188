const day = 24 * 60 * 60 * 1000;
/** From when on an end is near, in days before it. */
const near = 14;

/** Whose keys they are, and until when they are meant to be used. */
export interface KeyFacts {
    /** Who answers for them. */
    readonly owner?: string;
    /** The last day of their use, in UTC. @example "2027-01-31" */
    readonly expires?: string;
    /** The secrets of a vault that have the URL and the key. */
    readonly secrets?: { readonly vaultId: string; readonly url: string; readonly key: string };
}

/**
 * Says what is known of a subscription's keys, in one line.
 *
 * @param now in milliseconds since 1970
 * @returns whether the end is near or past, and undefined where nothing is known
 */
export function keyNotice(
    product: string,
    subscription: string,
    { owner, expires }: KeyFacts,
    now: number,
): { readonly isDue: boolean; readonly text: string } | undefined {
    if (owner === undefined && expires === undefined) return undefined;
    const keys = `product "${product}": the keys of subscription "${subscription}"`;
    const whose = owner === undefined ? keys : `${keys} (owner: ${owner})`;
    if (expires === undefined) return { isDue: false, text: `${whose} have no date of expiry` };
    const days = Math.ceil((Date.parse(expires) - now) / day);
    if (days < 0) {
        const text =
            `${whose} expired on ${expires} and still work: nothing is disabled. Set a later expires, or remove the ` +
            "subscription to end them";
        return { isDue: true, text };
    }
    const left = days === 0 ? "today" : `in ${days} ${days === 1 ? "day" : "days"}`;
    return {
        isDue: days <= near,
        text: `${whose} expire on ${expires}, ${left}. They go on to work after that: nothing is disabled`,
    };
}
