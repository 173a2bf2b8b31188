import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import type { Find, FoundGrant } from "../../commands/adopt/found";
import { program } from "../../local/environment";
import type { E2e } from "./environment";

/** What `npm run adopt -- --json` prints. */
export interface Adopted {
    readonly finds: readonly Find[];
    readonly grants: readonly FoundGrant[];
    readonly adopted: boolean;
    readonly pendingCreates: number;
}

/** Runs `npm run adopt`. */
export function adoptCommand(e2e: Pick<E2e, "stack">, ...args: string[]) {
    return stackCommand("adopt", e2e, ...args);
}

/** Runs a command for the stack as a person does, without a terminal. @param name as package.json has it */
export async function stackCommand(name: "adopt" | "limits", e2e: Pick<E2e, "stack">, ...args: string[]) {
    const child = spawn(
        process.execPath,
        ["-r", "./startup/register.js", `commands/${name}.ts`, "--stack", "local", ...args],
        {
            cwd: program,
            env: { HOME: process.env.HOME, ...e2e.stack.environment },
            stdio: ["ignore", "pipe", "pipe"],
        },
    );
    const ended = new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? 1)));
    const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    return { code, stdout, stderr };
}

/** Adopts everything. */
export async function adoptAll(e2e: E2e): Promise<Adopted> {
    const { code, stdout, stderr } = await adoptCommand(e2e, "--yes", "--json");
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout);
}

/** The keys of all subscriptions of the emulated service, by the last segment of their ids. */
export function keysOf({ emulator }: E2e): Map<string, string> {
    const { store } = emulator.arm;
    const subscriptions = store.ids().filter((id) => /\/service\/[^/]+\/subscriptions\/[^/]+$/.test(id));
    return new Map(
        subscriptions.map((id) => [id.slice(id.lastIndexOf("/") + 1), JSON.stringify(store.get(id)!.secrets)]),
    );
}

/** Ids of what is in the subscription beside `before`. Azure names schemas and administrators' subscriptions at random. */
export function madeSince(before: readonly string[], { emulator }: E2e): string[] {
    return emulator.arm.store
        .ids()
        .filter((id) => !before.includes(id))
        .map((id) => id.replace(/\/(schemas|subscriptions)\/[0-9a-f]{24}$/, "/$1/*"))
        .sort();
}

/** Application ids that may query an endpoint by an entry of its own. */
export async function queriersOf(e2e: Pick<E2e, "emulator">, endpoint: string): Promise<string[]> {
    const { id } = await workspace(e2e, "GET", `/api/2.0/serving-endpoints/${endpoint}`);
    const { access_control_list: list } = await workspace(e2e, "GET", `/api/2.0/permissions/serving-endpoints/${id}`);
    return list.map((entry: any) => entry.service_principal_name).filter(Boolean);
}

const principals = "/api/2.0/preview/scim/v2/ServicePrincipals";

/** The workspace's own id of an application's service principal. */
export async function principalOf(e2e: E2e, applicationId: string): Promise<string | undefined> {
    const { Resources: all } = await workspace(e2e, "GET", principals);
    return all.find((principal: any) => principal.applicationId === applicationId)?.id;
}

export async function removePrincipal(e2e: E2e, applicationId: string): Promise<void> {
    const id = await principalOf(e2e, applicationId);
    if (id) await workspace(e2e, "DELETE", `${principals}/${id}`);
}

async function workspace({ emulator }: Pick<E2e, "emulator">, method: string, path: string): Promise<any> {
    const { workspaceUrl, workspaceToken } = emulator.access;
    const response = await fetch(`${workspaceUrl}${path}`, {
        method,
        headers: { authorization: `Bearer ${workspaceToken}` },
    });
    const text = await response.text();
    return text && JSON.parse(text);
}
