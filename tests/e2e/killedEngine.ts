import assert from "node:assert/strict";
import { type ChildProcess, spawnSync } from "node:child_process";
import { cp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { AnsweredCall } from "../../emulator/arm/server";
import type { E2e } from "./environment";

/** Whether a call that Azure or the workspace has just answered is the one after which the engine is killed. */
export type Moment = (side: "arm" | "workspace", call: AnsweredCall) => boolean;

/** Kills the engine by SIGKILL right after a call is answered: it gets no time to write anything down. */
export class Killer {
    private engine: ChildProcess | undefined;
    private moment: Moment | undefined;

    /** What the emulator tells of its calls. */
    readonly observe = (side: "arm" | "workspace", call: AnsweredCall): void => {
        if (this.moment?.(side, call)) this.kill();
    };

    /** Runs `pulumi up` until the moment. Fails if the moment never comes. */
    async up(e2e: E2e, moment: Moment, environment: Record<string, string> = {}): Promise<void> {
        this.moment = moment;
        let signal: string | null = null;
        const run = await e2e.stack.run(["up", "--yes", "--skip-preview", "--non-interactive"], {
            environment,
            onStart: (child) => {
                this.engine = child;
                child.once("exit", (_, by) => (signal = by));
            },
        });
        this.moment = undefined;
        assert.equal(signal, "SIGKILL", `it was not killed, it ended with ${run.code}:\n${run.output}`);
    }

    /** The engine, and what it started: a provider that has not loaded this program's code yet does not end with it. */
    private kill(): void {
        const { engine } = this;
        if (!engine || engine.killed) return;
        // Stopped, it starts nothing between the look and the kill.
        engine.kill("SIGSTOP");
        const started = startedBy(engine.pid!);
        engine.kill("SIGKILL");
        for (const pid of started) endIfThere(pid);
    }
}

/** Process ids of what a process started, and of what those started. */
function startedBy(pid: number): number[] {
    const found = spawnSync("pgrep", ["-P", String(pid)], { encoding: "utf8" });
    const children = found.error ? [] : found.stdout.split("\n").filter(Boolean).map(Number);
    return children.flatMap((child) => [child, ...startedBy(child)]);
}

function endIfThere(pid: number): void {
    try {
        process.kill(pid, "SIGKILL");
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
}

/** Repairs and unlocks the state in files that a killed engine left, as the README says. */
export async function unlock(e2e: E2e): Promise<void> {
    const file = join(e2e.directory, "state", ".pulumi", "stacks", "serving-gateway", "local.json");
    // Killed while it wrote that file: Pulumi keeps the one before beside it, and can do without its attributes.
    if (!isJson(await readFile(file, "utf8"))) await cp(`${file}.bak`, file);
    for (const attributes of [`${file}.attrs`, `${file}.bak.attrs`]) {
        if (!isJson(await readFile(attributes, "utf8").catch(() => "{}"))) await rm(attributes);
    }
    const run = await e2e.stack.run(["cancel", "--yes"]);
    assert.equal(run.code, 0, run.output);
}

function isJson(text: string): boolean {
    try {
        JSON.parse(text);
        return true;
    } catch {
        return false;
    }
}
