import * as pulumi from "@pulumi/pulumi";

/** The stack's configuration is not usable; the message names every key that is wrong, and the fix. */
export class SettingsError extends pulumi.RunError {
    /** @param problems one line each, without the full stop */
    constructor(problems: readonly string[]) {
        super(`the stack's configuration cannot be used:\n${problems.map((problem) => `  ${problem}.`).join("\n")}`);
    }
}
