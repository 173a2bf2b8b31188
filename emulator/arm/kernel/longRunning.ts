import { randomBytes } from "node:crypto";
import { ArmError } from "./armError";

/** Work that Azure accepts at once and finishes later; clients poll for its end. */
export interface LongRunningOperation {
    /** 24 hexadecimal digits, as API Management's `asyncId`. */
    readonly id: string;
    /** Id of the resource that the work changes. */
    readonly target: string;
    status: "InProgress" | "Succeeded" | "Failed";
    readonly started: number;
    /** Milliseconds since the epoch. */
    readonly due: number;
    readonly work: () => void | Promise<void>;
    error?: ArmError;
}

/**
 * The operations that were accepted. There is no timer: whoever looks at the state settles what is due first, so that
 * an operation without latency is over before its request is answered, and a test only moves the clock.
 */
export class LongRunningOperations {
    private readonly accepted = new Map<string, LongRunningOperation>();
    private readonly pending = new Set<LongRunningOperation>();
    /** Until when a resource takes no writes although its operation is over, by its id in lower case. */
    private readonly held = new Map<string, number>();

    constructor(private readonly now: () => number) {}

    /**
     * @param latencyMs how long the operation stays in progress, in milliseconds
     * @param work what it does at its end; an ArmError that it throws makes the operation fail
     */
    accept(target: string, latencyMs: number, work: () => void | Promise<void>): LongRunningOperation {
        const started = this.now();
        const id = randomBytes(12).toString("hex");
        const operation: LongRunningOperation = {
            id,
            target: target.toLowerCase(),
            status: "InProgress",
            started,
            due: started + latencyMs,
            work,
        };
        this.accepted.set(id, operation);
        this.pending.add(operation);
        return operation;
    }

    get(id: string): LongRunningOperation | undefined {
        return this.accepted.get(id.toLowerCase());
    }

    /**
     * The operation in progress on this very resource.
     *
     * @param isOne tells of another resource, by its id in lower case, whether it counts as this one
     */
    runningOn(resourceId: string, isOne: (target: string) => boolean = () => false): LongRunningOperation | undefined {
        const id = resourceId.toLowerCase();
        return [...this.pending].find(({ target }) => target === id || isOne(target));
    }

    /** Has a resource refuse writes for some time after its operation, in milliseconds. */
    hold(resourceId: string, milliseconds: number): void {
        if (milliseconds > 0) this.held.set(resourceId.toLowerCase(), this.now() + milliseconds);
    }

    /** Whether a resource refuses writes still. */
    isHeld(resourceId: string): boolean {
        const id = resourceId.toLowerCase();
        const until = this.held.get(id);
        if (until !== undefined && until <= this.now()) this.held.delete(id);
        return this.held.has(id);
    }

    /** Finishes every operation whose time has come. */
    async settle(): Promise<void> {
        for (const operation of [...this.pending].filter((candidate) => candidate.due <= this.now())) {
            this.pending.delete(operation);
            try {
                await operation.work();
                operation.status = "Succeeded";
            } catch (error) {
                operation.status = "Failed";
                if (!(error instanceof ArmError)) throw error;
                operation.error = error;
            }
        }
    }
}
