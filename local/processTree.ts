import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** Ends a process and all that it has started, and that they have started, at once. */
export function killTree(pid: number): void {
    for (const each of [pid, ...descendants(pid)]) {
        try {
            process.kill(each, "SIGKILL");
        } catch {
            // It is gone already.
        }
    }
}

/** When a process began, in words of the system; empty where it tells none. Tells a process from a later one of its id. */
export function startOf(pid: number): string {
    const [, started] = linuxStat(pid) ?? [];
    if (started !== undefined) return started;
    const { stdout } = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" });
    return stdout?.trim() ?? "";
}

function descendants(pid: number): number[] {
    const parents = parentsOfAll();
    const found = [pid];
    for (const each of found) {
        found.push(...[...parents].filter(([, parent]) => parent === each).map(([child]) => child));
    }
    return found.slice(1);
}

/** The parent of each process, by id. Small images have no `ps`, macOS has no `/proc`. */
function parentsOfAll(): Map<number, number> {
    const ids = list("/proc").map(Number).filter(Boolean);
    if (ids.length > 0) return new Map(ids.map((id) => [id, Number(linuxStat(id)?.[0] ?? 0)]));
    const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
    const rows = (stdout ?? "").split("\n").map((line) => line.trim().split(/\s+/).map(Number));
    return new Map(rows.map(([id = 0, parent = 0]) => [id, parent]));
}

/** Parent and beginning (proc(5), `/proc/pid/stat`, fields 4 and 22). The name before them may hold anything. */
function linuxStat(pid: number): readonly [parent: string, started: string] | undefined {
    try {
        const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
            .replace(/^.*\) /s, "")
            .split(" ");
        return [fields[1]!, fields[19]!];
    } catch {
        return undefined;
    }
}

function list(folder: string): string[] {
    try {
        return readdirSync(folder);
    } catch {
        return [];
    }
}
