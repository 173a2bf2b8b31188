import { isPlain } from "./plainStartup";

/**
 * Ends this process when the engine that started it is gone, killed without a word. The program and the dynamic provider
 * do this.
 *
 * Reason: left alone, @pulumi/pulumi reports the broken pipe to itself through that same pipe, for ever, with all of a core
 * and ever more memory, and its dynamic provider waits for calls that will never come.
 *
 * Measured: not in figures. The tests kill an engine, and find neither process a few seconds later.
 */
export function endWithEngine(): void {
    if (isPlain(process.env)) return;
    for (const stream of [process.stdout, process.stderr]) stream.on("error", () => process.exit(1));
    const parent = process.ppid;
    const watch = setInterval(() => {
        if (process.ppid !== parent) process.exit(1);
    }, 1000);
    watch.unref();
}
