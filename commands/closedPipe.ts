/**
 * What reads the output may end first, as `head` does. The work goes on, and the exit code tells how it went: without this, Node
 * ends the process with a stack trace.
 */
for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
        if (error.code !== "EPIPE") throw error;
    });
}
