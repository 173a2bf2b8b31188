import { constants } from "node:os";

/** Whether a command is to end, by Ctrl+C, SIGTERM, a closed terminal, or because npm, which started it, is gone. */
export interface Interruption {
    /** Aborted when the command is to end. */
    readonly signal: AbortSignal;
    /** As shells have it: 128 and the signal's number. Undefined as long as nothing interrupts. */
    readonly exitCode: number | undefined;
}

/** npm hands a terminal's Ctrl+C on to its child, which the terminal has told already, in milliseconds. */
const sameKeystroke = 300;
const watchEvery = 250;

/**
 * Takes over the signals of this process. The first one aborts; a second one ends the process at once, so that whatever
 * has to be undone even then belongs in a listener of the process's `exit`.
 */
export function interruption(): Interruption {
    const controller = new AbortController();
    let interrupted: { readonly at: number; readonly exitCode: number } | undefined;
    const interrupt = (by: NodeJS.Signals) => {
        const exitCode = 128 + constants.signals[by];
        if (interrupted === undefined) {
            interrupted = { at: Date.now(), exitCode };
            controller.abort();
        } else if (Date.now() - interrupted.at > sameKeystroke) {
            process.exit(exitCode);
        }
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, interrupt);
    // npm signals the shell in between, which ends and tells nobody.
    if (process.env.npm_lifecycle_event !== undefined) whenOrphaned(() => interrupt("SIGTERM"));
    return {
        signal: controller.signal,
        get exitCode() {
            return interrupted?.exitCode;
        },
    };
}

function whenOrphaned(then: () => void): void {
    const parent = process.ppid;
    const watch = setInterval(() => {
        if (process.ppid === parent) return;
        clearInterval(watch);
        then();
    }, watchEvery);
    watch.unref();
}
