/** The built-in cache of one service: texts that end by the clock. Volatile, as the service's own is. */
export class ValueCache {
    private readonly entries = new Map<string, { value: string; endsAt: number }>();

    /** @param now milliseconds since 1970 */
    constructor(private readonly now: () => number) {}

    lookup(key: string): string | undefined {
        const entry = this.entries.get(key);
        if (entry && entry.endsAt > this.now()) return entry.value;
        this.entries.delete(key);
        return undefined;
    }

    store(key: string, value: string, durationSeconds: number): void {
        this.entries.set(key, { value, endsAt: this.now() + durationSeconds * 1000 });
    }

    remove(key: string): void {
        this.entries.delete(key);
    }
}
