import { readFile } from "node:fs/promises";
import { EngineError, errorOf, type pulumi } from "./engine";

/**
 * Runs a preview in which the program writes something for a command into a file, and declares nothing.
 *
 * @param variable tells the program the file
 * @returns what it wrote, as JSON
 * @throws EngineError with what pulumi said, where the preview ends before
 */
export async function recorded<Result>(
    variable: string,
    file: string,
    { stack, pulumi: run }: { readonly stack: string; readonly pulumi: typeof pulumi },
): Promise<Result> {
    const { code, output } = await run(["preview", "--stack", stack], { environment: { [variable]: file } });
    // A preview in which nothing is declared may fail for what the state has, e.g. a protected resource.
    const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return "";
        throw error;
    });
    if (text !== "") return JSON.parse(text) as Result;
    if (code !== 0) throw errorOf(output, stack);
    throw new EngineError(
        "the preview succeeded, but the program did not report what this command asked for. Check that Pulumi.yaml " +
            "belongs to this program.",
    );
}
