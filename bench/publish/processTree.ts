import { readdirSync, readFileSync } from "node:fs";

/**
 * Watches the memory of a process and of all that it starts: what lies in memory of each, summed, at its highest.
 * Sampled ten times a second from Linux' /proc; undefined on other systems.
 *
 * @returns ends the watch and gives the highest sum, in bytes
 */
export function watchMemory(root: number): () => number | undefined {
    let peak: number | undefined;
    const sample = () => {
        const sum = residentBytes(root);
        if (sum !== undefined && sum > (peak ?? 0)) peak = sum;
    };
    const timer = setInterval(sample, 100);
    sample();
    return () => {
        clearInterval(timer);
        return peak;
    };
}

function residentBytes(root: number): number | undefined {
    const processes = statuses();
    if (processes === undefined) return undefined;
    const below = (pid: number): number =>
        processes
            .filter((process) => process.parent === pid)
            .reduce(
                (sum, process) => sum + below(process.pid),
                processes.find((one) => one.pid === pid)?.resident ?? 0,
            );
    return below(root);
}

function statuses(): { pid: number; parent: number; resident: number }[] | undefined {
    try {
        return readdirSync("/proc")
            .filter((name) => /^\d+$/.test(name))
            .flatMap((name) => status(Number(name)));
    } catch {
        return undefined;
    }
}

function status(pid: number): { pid: number; parent: number; resident: number }[] {
    try {
        const text = readFileSync(`/proc/${pid}/status`, "utf8");
        const number = (member: string) => Number(new RegExp(`^${member}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0);
        return [{ pid, parent: number("PPid"), resident: number("VmRSS") * 1024 }];
    } catch {
        // It has ended meanwhile.
        return [];
    }
}
