/**
 * Holds something back until a test lets it go on, so that tests need no timers: the events of a streamed answer, or the
 * answer of an endpoint that is starting.
 */
export class Gate {
    private permits = 0;
    private readonly held: (() => void)[] = [];
    private readonly watchers: { readonly count: number; readonly tell: () => void }[] = [];

    /** Goes on as soon as it may. */
    async pass(): Promise<void> {
        if (this.permits > 0) {
            this.permits--;
            return;
        }
        const released = new Promise<void>((resolve) => this.held.push(resolve));
        for (const { count, tell } of this.watchers) if (this.held.length >= count) tell();
        await released;
    }

    /** Lets so many pass, now or when they come. @default one */
    release(count = 1): void {
        for (let left = count; left > 0; left--) {
            const resolve = this.held.shift();
            if (resolve) resolve();
            else this.permits++;
        }
    }

    /** Lets everything pass from now on. */
    open(): void {
        this.permits = Infinity;
        for (const resolve of this.held.splice(0)) resolve();
    }

    /** Resolves once so many are held at the same time. @default one */
    async holds(count = 1): Promise<void> {
        if (this.held.length >= count) return;
        await new Promise<void>((resolve) => this.watchers.push({ count, tell: resolve }));
    }
}
