import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { jsonText, parseJson } from "../../json/jsonText";
import { canonicalJson } from "../../transforms/canonical";
import type { CallersNeeds } from "../../transforms/publication/callers/callersFacts";
import { publishedChanges } from "../../transforms/publication/publishedChanges";
import type { Offer, OfferedApi } from "./offer";

/** What changed for callers between two catalogues. `on` is the day of the deployment. */
const change = z.object({
    on: z.string().optional(),
    breaking: z.array(z.string()),
    compatible: z.array(z.string()),
});

/** An API as the last catalogue found it: its changes, the last one first, and its files' name without an ending. */
const keptApi = z.object({
    url: z.string(),
    needs: z.custom<CallersNeeds>((value) => typeof value === "object" && value !== null),
    contract: z.unknown(),
    changes: z.array(change),
    file: z.string().regex(/^[\w.-]+$/),
});

const history = z.object({
    format: z.literal(1),
    stack: z.string(),
    /** By the names of the APIs. */
    apis: z.record(z.string(), keptApi),
    /** APIs that are no longer published. `on` is the day on which the state was written that no longer has them. */
    gone: z.array(z.object({ name: z.string(), url: z.string(), on: z.string().optional() })),
});

/** What a catalogue keeps for the next one, because a state has the last contract only. */
export type History = z.infer<typeof history>;
type KeptApi = z.infer<typeof keptApi>;
/** What changed for callers between two catalogues. */
export type Change = z.infer<typeof change>;

/** A file of a catalogue that cannot be continued. */
export class HistoryError extends Error {}

/** Reads what the last catalogue kept. @throws HistoryError it is another stack's, or no catalogue wrote it */
export function readHistory(text: string, stack: string, file: string): History {
    let value: unknown;
    try {
        value = parseJson(text);
    } catch {
        throw new HistoryError(`${file} is not JSON. ${fix}`);
    }
    const { data, error } = history.safeParse(value);
    if (error) {
        const { path, message } = error.issues[0]!;
        throw new HistoryError(`${file} is no history of a catalogue: /${path.join("/")}: ${message}. ${fix}`);
    }
    if (data.stack !== stack) {
        const other = JSON.stringify(data.stack);
        throw new HistoryError(
            `${file} is the history of stack ${other}, not of "${stack}". Name another folder (--out).`,
        );
    }
    return data;
}

const fix = "Restore it from a backup, or delete it: the catalogue then begins a new history.";

/**
 * The history with what the stack offers now. What is kept of an API depends on the two contracts only, and not on when or
 * how often a catalogue is made.
 *
 * @param fileOf names of an API's files, without their ending
 */
export function continued(before: History | undefined, offer: Offer, fileOf: (api: OfferedApi) => string): History {
    const apis = offer.apis.map(
        (api) => [api.name, kept(before && keptOf(before, api.name), api, fileOf(api))] as const,
    );
    const isThere = (name: string) => offer.apis.some((api) => api.name === name);
    const missing = Object.entries(before?.apis ?? {})
        .filter(([name]) => !isThere(name))
        .map(([name, { url }]) => ({ name, url, ...(offer.on && { on: offer.on }) }));
    return {
        format: 1,
        stack: offer.stack,
        apis: Object.fromEntries(apis),
        gone: [...missing, ...(before?.gone ?? []).filter(({ name }) => !isThere(name))],
    };
}

/** What is kept of an API, if there is one of the name. An endpoint may be called `constructor`, as a member of every object is. */
export function keptOf({ apis }: History, name: string): KeptApi | undefined {
    return Object.hasOwn(apis, name) ? apis[name] : undefined;
}

/** The history as the text of a file. */
export function historyText(history: History): string {
    return `${jsonText(history, 1)}\n`;
}

/** Entries that are kept of an API: whoever asks what broke a client asks soon. */
const mostChanges = 50;

function kept(before: KeptApi | undefined, api: OfferedApi, file: string): KeptApi {
    const { url, needs, contract, changedOn } = api;
    const now = { url, needs, contract: parseJson(contract), file };
    if (before === undefined) return { ...now, changes: [] };
    const found = publishedChanges(canonicalJson(before.contract), contract);
    const details = (breaking: boolean) =>
        found.filter((each) => each.breaking === breaking).map(({ detail }) => detail);
    const breaking = [...placeChanges(before, api), ...details(true)];
    const compatible = details(false);
    if (breaking.length + compatible.length === 0) return { ...now, changes: before.changes };
    const change: Change = { ...(changedOn && { on: changedOn }), breaking, compatible };
    return { ...now, changes: [change, ...before.changes].slice(0, mostChanges) };
}

function placeChanges(before: KeptApi, { url, needs, neededToCall }: OfferedApi): string[] {
    return [
        ...(before.url === url ? [] : [`its URL was ${before.url} before`]),
        ...(stillSuffices(before.needs, needs) ? [] : [`callers need something else: ${neededToCall || "nothing"}`]),
    ];
}

/** Whether a call that has what was needed before has what is needed now. */
function stillSuffices(before: CallersNeeds, now: CallersNeeds): boolean {
    const { subscriptionKey: key } = now;
    const { subscriptionKey: old } = before;
    const isKeyTaken =
        !key ||
        (old !== undefined &&
            key.header === old.header &&
            key.query === old.query &&
            (!old.bearer || key.bearer === true));
    const same = (name: "token" | "version") => !now[name] || isDeepStrictEqual(now[name], before[name]);
    return isKeyTaken && same("token") && same("version");
}
