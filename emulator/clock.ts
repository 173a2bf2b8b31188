/** The time that the emulators go by, which tests can move forward: tokens end, caches empty, operations finish. */
export class Clock {
    private ahead = 0;

    /** @param base milliseconds since 1970; a constant one makes a clock that only tests move. @default Date.now */
    constructor(private readonly base: () => number = Date.now) {}

    /** Milliseconds since 1970. Can be handed on as it is. */
    readonly now = (): number => this.base() + this.ahead;

    advance(milliseconds: number): void {
        this.ahead += milliseconds;
    }
}
