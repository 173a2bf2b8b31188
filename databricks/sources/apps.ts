import { z } from "zod";
import { readAccessList } from "../accessList";
import { readJson, unusable, type WorkspaceCall, type WorkspaceClient } from "../client";
import { hasNoPaths, parseDocument, readDocumentFile } from "../document";
import { fitsPattern } from "../patterns";
import { suffices } from "../permissions";
import { quote } from "../quote";
import { typeInWords } from "../typeInWords";
import type { Workspace } from "../workspace";
import { WorkspaceError } from "../workspaceError";
import { workspaceKey } from "../workspaceKey";
import { appDomain, appOrigin } from "./appOrigin";
import {
    isReady,
    type LackingRight,
    type Listed,
    type Model,
    NotReady,
    type ReadOptions,
    type Search,
    type Served,
    type Source,
} from "./source";

/** A Databricks App. Permissions are set on its name, which is also its `id` here. */
export interface App extends Model {
    /** Where it answers, as the workspace says. */
    readonly url?: string;
    /** Why it does not answer, e.g. `compute STOPPED`. */
    readonly stopped?: string;
}

/** Which apps are looked for. */
export interface AppFilter {
    /** Patterns of which one has to fit. */
    readonly names: readonly string[];
    /** Patterns of which none may fit. */
    readonly exclude: readonly string[];
}

/** The part of what is looked for that is about apps. */
export interface FindsApps {
    /** @default none are looked for */
    readonly apps?: AppFilter;
}

/** A name that an app may have (databricks-sdk 0.162.0, `App.name`). It becomes part of paths and identifiers. */
export const appName = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Databricks Apps that serve an OpenAPI document, each at a host of its own. */
export const apps: Source<App> = {
    kind: "app",
    noun: "app",
    settings: { list: "apps", name: "name", filters: "discover.apps" },
    rightToSee: "CAN_USE",
    list: ({ client }) => listApps(client),
    search: ({ apps: filter }: FindsApps) => filter && searchFor(filter),
    read: readApp,
    target: ({ host }, app) => ({ invocationBase: appOrigin(app, host), refusing: "apps refuse" }),
    inEveryUrl: appDomain,
    stateInWords: ({ stopped = "" }) => stopped,
    rights: { readWith: "CAN_MANAGE", lacking: lackingOn },
};

const root = "/api/2.0/apps";

const statusSchema = z.object({ state: z.string().nullish() }).nullish();

const appSchema = z.object({
    name: z.string(),
    description: z.string().nullish().catch(undefined),
    creator: z.string().nullish().catch(undefined),
    url: z.string().nullish(),
    compute_status: statusSchema,
    app_status: statusSchema,
});

/** An entry that is none is told by its name alone. */
const listSchema = z.object({
    apps: z.array(z.looseObject({ name: z.string() })).nullish(),
    next_page_token: z.string().nullish(),
});

function modelOf({ name, description, creator, url, compute_status, app_status }: z.infer<typeof appSchema>): App {
    const [compute, app] = [compute_status?.state ?? "unknown", app_status?.state ?? "unknown"];
    const stopped = compute !== "ACTIVE" ? `compute ${quote(compute)}` : `app ${quote(app)}`;
    const runs = compute === "ACTIVE" && app === "RUNNING";
    return {
        name,
        id: name,
        ...(description && { description }),
        ...(creator && { creator }),
        ...(url && { url }),
        ...(!runs && { stopped }),
        state: { ready: runs ? "READY" : "NOT_READY" },
    };
}

/** @throws {WorkspaceError} */
async function listApps(client: WorkspaceClient): Promise<Listed<App>[]> {
    const found: Listed<App>[] = [];
    const seen = new Set<string>();
    for (let token: string | undefined = ""; token !== undefined;) {
        const next: string = token === "" ? "" : `&page_token=${encodeURIComponent(token)}`;
        const call: WorkspaceCall = { subject: "the list of apps", path: `${root}?page_size=100${next}` };
        const { success, data } = listSchema.safeParse(await readJson(client, call));
        if (!success) throw unusable(call, "something that is not a list of apps");
        for (const entry of data.apps ?? []) {
            const app = appSchema.safeParse(entry);
            found.push(app.success ? modelOf(app.data) : { name: entry.name, problem: problemIn(entry, app.error) });
        }
        token = data.next_page_token || undefined;
        if (token !== undefined && seen.has(token)) throw unusable(call, "a page that it has answered with before");
        if (token !== undefined) seen.add(token);
    }
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function problemIn(entry: Record<string, unknown>, { issues: [issue] }: z.ZodError): string {
    const [member] = issue!.path;
    return `/${String(member)} is ${typeInWords(entry[String(member)])}`;
}

function searchFor({ names, exclude }: AppFilter): Search<App> {
    const fitsOne = (name: string, patterns: readonly string[]) =>
        patterns.some((pattern) => fitsPattern(pattern, name));
    const fitsByName = (name: string) => appName.test(name) && fitsOne(name, names) && !fitsOne(name, exclude);
    return { fitsByName, fits: ({ name }) => fitsByName(name) };
}

/** @throws {NotReady, WorkspaceError} also for one without a document: nothing general could stand in for it */
async function readApp(workspace: Workspace, name: string, { document }: ReadOptions = {}): Promise<Served<App>> {
    const model = await getApp(workspace.client, name);
    if (!isReady(model)) {
        throw new NotReady({
            failure: `${subjectOf(name)}: it does not run (${model.stopped})`,
            fix: `Start or repair it (databricks apps start ${name}), then run the command again.`,
        });
    }
    const origin = appOrigin(model, workspace.host);
    if (document !== undefined && !document.startsWith("/")) {
        const read = await readDocumentFile(subjectOf(name), document, [origin]);
        return { model, document: read, isFile: true };
    }
    return { model, document: await servedDocument(workspace, name, origin, document ?? "/openapi.json") };
}

async function servedDocument(
    workspace: Workspace,
    name: string,
    origin: string,
    path: string,
): Promise<Record<string, unknown>> {
    const { client, id, method } = workspace;
    if (method !== "oauth-m2m") {
        const what = method === "pat" ? "a personal access token" : "a token of Microsoft Entra";
        throw new WorkspaceError({
            failure: `${subjectOf(name)}: it shows its document to OAuth tokens of Databricks only, and the deploying identity has ${what}`,
            fix:
                `Set clientId and clientSecret at ${workspaceKey(id)} (oauth-m2m), or set document, at the app in ` +
                "serving-gateway:apps, to the path of a file with its document.",
        });
    }
    const needsRight = `The deploying identity needs CAN_USE on this app. ${client.checkedAs}`;
    const text = await client.call({
        path,
        // Whoever an app does not know is sent to sign in.
        at: { origin, noun: "the app", pageFix: `${needsRight} If it has that: ${documentFix}` },
        accept: "application/json",
        subject: subjectOf(name),
        fix: (status) => {
            if (status === 403) return needsRight;
            return status < 500 ? documentFix : `It failed: \`databricks apps logs ${name}\` says why.`;
        },
    });
    const subject = `${subjectOf(name)}: its OpenAPI document (${path})`;
    const serverFix = "Leave servers out of the app's document.";
    const parsed = parseDocument({ subject, fix: documentFix, serverFix }, text, [origin]);
    if (!hasNoPaths(parsed)) return parsed;
    throw new WorkspaceError({ failure: `${subject} has no paths`, fix: documentFix });
}

const documentFix =
    "Set document, at the app in serving-gateway:apps, to the path at which the app serves its OpenAPI document as JSON " +
    "(FastAPI: /openapi.json), or to the path of a file that has it.";

/** @throws {WorkspaceError} also for an answer with members of the wrong type, and for another app's */
async function getApp(client: WorkspaceClient, name: string): Promise<App> {
    const subject = subjectOf(name);
    if (!appName.test(name)) {
        throw new WorkspaceError({
            failure: `${subject}: this is not a valid name of an app`,
            fix: "Names have lowercase letters, digits and hyphens.",
        });
    }
    const call: WorkspaceCall = { path: `${root}/${name}`, subject, fix: (status) => fixOf(client, name, status) };
    const { success, data } = appSchema.safeParse(await readJson(client, call));
    if (!success) throw unusable(call, "something that is not an app");
    // The credential goes where the name leads, so the workspace's answer does not choose it.
    if (data.name !== name) throw unusable(call, `another app, "${quote(data.name)}"`);
    return modelOf(data);
}

function subjectOf(name: string): string {
    return `app "${quote(name)}"`;
}

function fixOf({ host, checkedAs }: WorkspaceClient, name: string, status: number): string | undefined {
    if (status === 403) return `The deploying identity needs CAN_USE on this app. ${checkedAs}`;
    if (status !== 404) return undefined;
    return `There is no app "${name}" at ${host}; \`databricks apps list\` shows them.`;
}

const right = { objects: "apps", noun: "app", level: "CAN_USE", within: ["CAN_MANAGE"] };

/**
 * CAN_USE, unless the principal has it itself or a group has it, whose members are not read.
 *
 * @throws {WorkspaceError} no answer, or one that nobody understands
 */
async function lackingOn({ client }: Workspace, name: string, applicationId: string): Promise<LackingRight[]> {
    const path = `/api/2.0/permissions/apps/${name}`;
    const body = await client.call({ path, subject: subjectOf(name) }).catch((error: unknown) => {
        if (error instanceof WorkspaceError && (error.status === 403 || error.status === 404)) return undefined;
        throw error;
    });
    const holders = body === undefined ? [] : readAccessList(body, `GET ${path}`);
    const isHeld = holders.some(
        ({ service_principal_name, group_name, permission_level }) =>
            (service_principal_name === applicationId || group_name !== undefined) && suffices(right, permission_level),
    );
    if (isHeld) return [];
    const list = [{ service_principal_name: applicationId, permission_level: "CAN_USE" }];
    const statement = `databricks apps update-permissions ${name} --json '${JSON.stringify({ access_control_list: list })}'`;
    return [{ right: "CAN_USE on the app", statement, isKnown: body !== undefined }];
}
