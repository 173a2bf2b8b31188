/** One step of a command: a title, and what it does. */
export type Step = {
    readonly title: string;
    /** `say` shows a line below the title while the step runs. */
    readonly run: (say: (line: string) => void) => Promise<void>;
};

/**
 * Runs steps in order and shows each with its time: live on a terminal, as plain lines elsewhere.
 *
 * @returns whether all went well; the first that fails ends the run, and its message is shown
 */
export async function steps(all: readonly Step[]): Promise<boolean> {
    const { Listr, PRESET_TIMER } = await import("listr2");
    const tasks = all.map(({ title, run }) => ({
        title,
        task: (_: unknown, task: { output: string }) => run((line) => (task.output = line)),
    }));
    return new Listr(tasks, {
        // It would end the process at Ctrl+C, and leave behind what the steps have started.
        registerSignalListeners: false,
        rendererOptions: { timer: PRESET_TIMER },
        fallbackRenderer: "simple",
        fallbackRendererOptions: { timer: PRESET_TIMER },
    })
        .run()
        .then(() => true)
        .catch(() => false);
}
