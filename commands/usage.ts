import { closeSync, existsSync, openSync, rmSync } from "node:fs";
import { type CommanderError, InvalidArgumentError } from "commander";

/** A call that cannot be meant. */
export class UsageError extends Error {}

/** The exit code of such a call. */
export const usageError = 2;

/** Whether the arguments ask for JSON, also where the rest of them cannot be parsed. */
export const asksForJson = process.argv.includes("--json");

/**
 * What ends a command whose arguments cannot be used, or whose help was asked for. A program that reads JSON gets the error as
 * it gets every other one.
 *
 * @param json where the command's `--json` goes. @default the command has no such option
 */
export function exitForUsage(json?: NodeJS.WriteStream): (error: CommanderError) => never {
    return ({ exitCode, message }) => {
        if (exitCode !== 0 && asksForJson) {
            json?.write(`${JSON.stringify({ error: { message: message.replace(/^error: /, "") } })}\n`);
        }
        process.exit(exitCode === 0 ? 0 : usageError);
    };
}

/**
 * A value of an option that is not empty. Where a variable of a pipeline is not set, `--stack ""` would mean the stack that is
 * selected, and `--out ""` the folder in which the command runs.
 *
 * @throws InvalidArgumentError
 */
export function filled(text: string): string {
    if (text.trim() !== "") return text;
    throw new InvalidArgumentError("It is empty. If it comes from a variable, set the variable.");
}

/** A parser of whole numbers within bounds. @throws InvalidArgumentError */
export function wholeNumber(least: number, most: number): (text: string) => number {
    return (text) => {
        const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
        if (number >= least && number <= most) return number;
        throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    };
}

/**
 * Finds out whether a file can be written, and leaves it as it is. This is asked before the work whose results go there: calls
 * cost money and time, and their results would be lost.
 *
 * @param option that names the file
 * @throws UsageError it cannot be written
 */
export function checkWritable(option: string, file: string): void {
    try {
        const isNew = !existsSync(file);
        closeSync(openSync(file, "a"));
        if (isNew) rmSync(file);
    } catch (error) {
        throw new UsageError(`${option}: ${(error as Error).message}. Name a file in a folder that exists.`);
    }
}
