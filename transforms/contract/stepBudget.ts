/** The comparison would take more steps than it may. */
export class TooManySteps extends Error {
    override readonly name = "TooManySteps";
}

/**
 * Bounds the work of one comparison in steps, and not in time: the same two documents give the same result on every
 * machine. A step is about as much work as looking at one property of one schema.
 */
export class StepBudget {
    private left: number;

    /** @param steps @default 2 million: a few seconds. A document of the largest size, 4 MB, with all its properties changed takes less */
    constructor(steps = 2_000_000) {
        this.left = steps;
    }

    /** @throws {TooManySteps} no step is left */
    spend(steps: number): void {
        this.left -= steps;
        if (this.left < 0) throw new TooManySteps();
    }
}
