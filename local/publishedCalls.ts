import { readFile } from "node:fs/promises";
import { Agent, fetch } from "undici";
import { publishedStack } from "../commands/publishedStack";
import { isWell, line } from "../commands/smoke/report";
import { type SmokeOptions, smoke } from "../commands/smoke/smoke";
import { stackChecks } from "../commands/smoke/stackChecks";
import { keysIn, type StackOutputs } from "../commands/smoke/stackOutputs";
import type { LocalEnvironment } from "./environment";

/** A call of a published API that was answered as its document says. */
export interface MadeCall {
    /** The API. */
    readonly name: string;
    readonly url: string;
    /** The document's own example. Absent for a GET. */
    readonly body?: string;
    readonly status: number;
    readonly milliseconds: number;
}

/**
 * Checks everything that the stack has published, as `npm run smoke` does.
 *
 * @returns the calls of paths with a key
 * @throws Error the first check that failed
 */
export async function publishedCalls(
    { emulator, stack }: LocalEnvironment,
    progress: (line: string) => void,
): Promise<MadeCall[]> {
    const outputs = (await stack.outputs()) as StackOutputs;
    const checks = stackChecks("local", publishedStack(await stack.exportState(), "local"), outputs);
    const agent = new Agent({ connect: { ca: await readFile(emulator.access.caFile, "utf8") } });
    try {
        const results = await smoke(checks, {
            fetch: ((url: string, init: object) => fetch(url, { ...init, dispatcher: agent })) as SmokeOptions["fetch"],
            secrets: keysIn(outputs),
            timeout: 60_000,
            wait: 0,
            parallel: 1,
            onResult: ({ url }) => progress(url),
        });
        const wrong = results.find((result) => !isWell([result]));
        if (wrong) throw new Error(line(wrong));
        return results.flatMap(({ name, url, status, milliseconds }, index): MadeCall[] => {
            const { does } = checks[index]!;
            if (status === undefined || !("call" in does) || does.call.expects !== "answer") return [];
            return [{ name, url, body: does.call.unlimited ?? does.call.body, status, milliseconds }];
        });
    } finally {
        await agent.close();
    }
}
