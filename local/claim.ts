import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startOf } from "./processTree";

/**
 * Makes a folder this process's own: two at once would share one stack. What a killed one left in it is removed.
 *
 * @throws Error where the process that has it still runs
 */
export async function claim(folder: string): Promise<void> {
    const file = join(folder, "pid");
    const [pid, started] = (await readFile(file, "utf8").catch(() => "")).split("\n");
    // Another process may have got the id meanwhile; that one began later.
    if (Number(pid) > 0 && isRunning(Number(pid)) && startOf(Number(pid)) === started) {
        throw new Error(`npm start is running already, as process ${pid}. Stop it first: kill ${pid}`);
    }
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(file, `${process.pid}\n${startOf(process.pid)}`);
}

function isRunning(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        // It is another user's.
        return (error as NodeJS.ErrnoException).code === "EPERM";
    }
}
