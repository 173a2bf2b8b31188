import type * as apim from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import { setTimeout as delay } from "node:timers/promises";
import { apiManagement } from "../../azure/armApiVersions";
import type { ResourceManager } from "../../azure/resourceManager";

/** An API by what its parts are named after. */
export interface ApiPlace {
    /** Azure resource id. */
    readonly id: pulumi.Output<string>;
    /** Its identifier in the service. */
    readonly name: pulumi.Output<string>;
}

/** The API, known once it takes writes. */
export type WhenWritable = (api: Pick<apim.Api, "id" | "name" | "path">) => ApiPlace;

/** The API as soon as it is there. */
export const atOnce: WhenWritable = ({ id, name }) => ({ id, name });

/**
 * The clock of a wait, for tests.
 *
 * @default real time
 */
export interface WaitOptions {
    /** Milliseconds since 1970. @default Date.now */
    readonly now?: () => number;
    /** @default in real time */
    readonly sleep?: (milliseconds: number) => Promise<unknown>;
}

/** Waits between two tries, in milliseconds; the last one from then on. Azure takes 10 writes a second in the long run. */
const waitsMs = [1_000, 1_000, 2_000, 2_000, 4_000, 4_000, 8_000];

/** After that long the next write tells what is wrong, in Azure's words. */
const longestMs = 10 * 60_000;

/** What can pass between a write's time and the deployment's start without its being earlier: times come in seconds. */
const toleranceMs = 5_000;

/**
 * Waits after each import of this deployment until the API takes writes again. Azure keeps an API locked for a while after
 * the operation of its import has ended, and azure-native does not repeat what is refused for that
 * (`PessimisticConcurrencyConflict`), so that the API's policy, tags or diagnostics would fail the deployment.
 *
 * Whether an API was written since the deployment began is read from its revisions. Only then is it probed: by a PATCH of
 * the path that it has, which changes nothing. A probe that is refused for another reason ends the wait; the write that
 * follows says the same, with its resource. Nothing of it is in the state, and a preview does none of it.
 *
 * The program does not end before the waits do, so that what the engine deletes afterwards does not meet a lock either.
 */
export function whenWritable(
    azure: Pick<ResourceManager, "list" | "patch" | "clockAheadMs">,
    options: WaitOptions = {},
): WhenWritable {
    if (pulumi.runtime.isDryRun()) return atOnce;
    const { now = Date.now } = options;
    const began = now();
    return (api) => {
        const writable = pulumi.all([api.id, api.name, api.path]).apply(async ([id, name, path]) => {
            if (await isWrittenSince(azure, id, began)) await untilWritable(azure, id, path, options);
            return { id, name };
        });
        return { id: writable.id, name: writable.name };
    };
}

/** Where that cannot be told, it is taken for true: a probe changes nothing. */
async function isWrittenSince(
    azure: Pick<ResourceManager, "list" | "clockAheadMs">,
    id: string,
    began: number,
): Promise<boolean> {
    try {
        const revisions = await azure.list(`${id.replace(/;rev=[^/]*$/, "")}/revisions`, apiManagement);
        const times = revisions.map(({ updatedDateTime }) => Date.parse(String(updatedDateTime)));
        const since = began + azure.clockAheadMs - toleranceMs;
        return times.length === 0 || times.some((time) => !(time < since));
    } catch {
        return true;
    }
}

async function untilWritable(
    azure: Pick<ResourceManager, "patch">,
    id: string,
    path: string,
    { now = Date.now, sleep = delay }: WaitOptions,
): Promise<void> {
    const end = now() + longestMs;
    for (let tries = 0; now() < end; tries++) {
        if ((await azure.patch(id, apiManagement, { properties: { path } })) !== "locked") return;
        await sleep(waitsMs[Math.min(tries, waitsMs.length - 1)]!);
    }
}
