import * as pulumi from "@pulumi/pulumi";

/**
 * The file that a variable names, where this run is one that records something for a command instead of declaring anything.
 *
 * @param command that sets the variable, as people run it
 * @throws RunError it is set in an update, which would then delete the whole stack
 */
export function recordingFile(environment: NodeJS.ProcessEnv, variable: string, command: string): string | undefined {
    const file = environment[variable];
    if (!file) return undefined;
    if (pulumi.runtime.isDryRun()) return file;
    throw new pulumi.RunError(
        `${variable} is set during an update, which would delete the stack's resources. Unset it: only ` +
            `\`${command}\` sets it, for a preview.`,
    );
}
