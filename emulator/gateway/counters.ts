/** One record of a sliding window; its count can be put right later. */
export interface Entry {
    readonly at: number;
    count: number;
}

/** Longest window of any policy (rate-limit, renewal-period). */
const longestWindowMs = 300 * 1000;

/**
 * What the limits and quotas of one gateway have counted, by the clock, in memory. The service spreads its counters over
 * the units of a region, so that its limits are never exact.
 */
export class Counters {
    private readonly entries = new Map<string, Entry[]>();
    private readonly windows = new Map<string, { start: number; amount: number }>();
    private readonly running = new Map<string, number>();
    private readonly buckets = new Map<string, { level: number; at: number }>();

    /** @param now milliseconds since 1970 */
    constructor(private readonly now: () => number) {}

    /** Sum of the last `windowMs` milliseconds. */
    sum(key: string, windowMs: number): number {
        return this.within(key, windowMs).reduce((total, { count }) => total + count, 0);
    }

    record(key: string, count: number): Entry {
        const entry = { at: this.now(), count };
        this.entries.set(key, [...this.within(key, longestWindowMs), entry]);
        return entry;
    }

    /** Seconds until the sum has sunk below `limit`, counting up; at least 1. */
    secondsUntilBelow(key: string, windowMs: number, limit: number): number {
        let left = this.sum(key, windowMs);
        for (const { at, count } of this.within(key, windowMs)) {
            left -= count;
            if (left < limit) return wholeSeconds(at + windowMs - this.now());
        }
        return wholeSeconds(windowMs);
    }

    /** What a bucket holds that takes `size` and fills up evenly within `periodMs`. It is full at first. */
    level(key: string, size: number, periodMs: number): number {
        const bucket = this.buckets.get(key);
        if (!bucket) return size;
        return Math.min(size, bucket.level + ((this.now() - bucket.at) * size) / periodMs);
    }

    /** Takes from a bucket; it can owe. */
    take(key: string, size: number, periodMs: number, amount: number): void {
        this.buckets.set(key, { level: this.level(key, size, periodMs) - amount, at: this.now() });
    }

    /** Seconds until a bucket holds a whole one again, counting up; at least 1. */
    secondsUntilOne(key: string, size: number, periodMs: number): number {
        return wholeSeconds(((1 - this.level(key, size, periodMs)) * periodMs) / size);
    }

    /** What was counted in the fixed window that began at `start`. */
    amount(key: string, start: number): number {
        const window = this.windows.get(key);
        return window?.start === start ? window.amount : 0;
    }

    add(key: string, start: number, amount: number): void {
        this.windows.set(key, { start, amount: this.amount(key, start) + amount });
    }

    /** Lets one more in unless `most` are in already. */
    enter(key: string, most: number): boolean {
        const inside = this.running.get(key) ?? 0;
        if (inside >= most) return false;
        this.running.set(key, inside + 1);
        return true;
    }

    leave(key: string): void {
        this.running.set(key, (this.running.get(key) ?? 1) - 1);
    }

    private within(key: string, windowMs: number): Entry[] {
        return (this.entries.get(key) ?? []).filter(({ at }) => at + windowMs > this.now());
    }
}

/** Milliseconds as what a caller is told to wait. */
export function wholeSeconds(milliseconds: number): number {
    return Math.max(1, Math.ceil(milliseconds / 1000));
}
