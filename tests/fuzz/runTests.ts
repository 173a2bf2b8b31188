import Mocha from "mocha";
import ClosingLine from "../reporter";

/**
 * Runs test files in this process, which ends with 1 if one of their tests fails.
 *
 * @param text only tests whose full names hold it. @default all
 */
export function runTests(files: readonly string[], text?: string): void {
    const mocha = new Mocha({ reporter: ClosingLine });
    if (text !== undefined) mocha.fgrep(text);
    for (const file of files) mocha.addFile(file);
    mocha.run((failures) => (process.exitCode = failures > 0 ? 1 : 0));
}
