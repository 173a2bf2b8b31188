import type { WantedGrant, WantedInWorkspace, WantedPrincipal } from "../components/wantedInWorkspace";
import { urnOf, type StackName } from "../components/wanted";
import { findServicePrincipal, type WorkspaceServicePrincipal } from "../databricks/servicePrincipals";
import { sourceOf } from "../databricks/sources/sources";
import { listTokens, type ListedToken } from "../databricks/tokens";
import type { Workspace } from "../databricks/workspace";
import { WorkspaceError } from "../databricks/workspaceError";
import { defaultPath } from "../settings/versions";
import type { ByWorkspace } from "../settings/workspace";
import type { Find } from "./inPlace";
import type { SavedState } from "./savedState";

/** What reads the workspace. Each call throws {WorkspaceError}. */
export interface WorkspaceReads {
    principal(applicationId: string): Promise<WorkspaceServicePrincipal | undefined>;
    /** What an application was given on an endpoint itself. */
    levelOf(endpoint: string, applicationId: string): Promise<string | undefined>;
    /** The deploying identity's own tokens. */
    tokens(): Promise<ListedToken[]>;
}

/** A right that is in place and that the stack wants to give: `npm run adopt` asks whose it is. */
export interface FoundGrant {
    /** Name of the serving endpoint, as `ownGrants` has it. */
    readonly endpoint: string;
    readonly applicationId: string;
    readonly level: string;
}

/** What reads the workspace with an `id`. @default the one of the setting `workspace` */
export type ReadsOf = (id?: string) => WorkspaceReads;

/** Reads the workspaces of a stack for the plan. */
export function workspaceReads(workspaces: ByWorkspace<Workspace>): ReadsOf {
    const reads = new Map([...workspaces].map(([id, workspace]) => [id, readsIn(workspace)]));
    return (id) => reads.get(id)!;
}

function readsIn(workspace: Workspace): WorkspaceReads {
    const { client, grants } = workspace;
    const source = sourceOf();
    let listed: ReturnType<typeof source.list> | undefined;
    return {
        principal: (applicationId) => findServicePrincipal(client, applicationId),
        levelOf: async (endpoint, applicationId) => {
            listed ??= source.list(workspace);
            const id = (await listed).find(({ name }) => name === endpoint)?.id;
            return id && (await grants.levelOf(source.grants!, id, applicationId));
        },
        tokens: () => listTokens(client),
    };
}

/** Service principals that the stack wants to add and that are in the workspace already. */
export async function findPrincipals(
    { principals }: WantedInWorkspace,
    state: SavedState,
    stack: StackName,
    readsOf: ReadsOf,
): Promise<Find[]> {
    const created = principals.filter((wanted) => !state.at(urnOf(wanted, stack)));
    const found = await Promise.all(
        created.map(({ workspace, applicationId }) => unlessRefused(readsOf(workspace).principal(applicationId))),
    );
    return created.flatMap((wanted, index) => findOf(wanted, found[index]));
}

function findOf(wanted: WantedPrincipal, found: WorkspaceServicePrincipal | undefined): Find[] {
    if (!found) return [];
    const { type, name, parents, workspace, provider, displayName } = wanted;
    const isOther = found.displayName !== displayName;
    const differing = `displayName is ${JSON.stringify(found.displayName)}, the stack wants ${JSON.stringify(displayName)}`;
    const differences = isOther ? [differing] : [];
    return [
        { type, name, parents, ...(workspace !== undefined && { workspace }), provider, id: found.id, differences },
    ];
}

/** Rights that the stack wants to give and that are in place. */
export async function findGrants(
    { grants }: WantedInWorkspace,
    state: SavedState,
    stack: StackName,
    readsOf: ReadsOf,
): Promise<FoundGrant[]> {
    const created = grants.filter((wanted) => !state.at(urnOf(wanted, stack)));
    const levels = await Promise.all(
        created.map(({ workspace, endpoint, applicationId }) =>
            unlessRefused(readsOf(workspace).levelOf(endpoint, applicationId)),
        ),
    );
    return created.flatMap((wanted, index) => grantOf(wanted, levels[index]));
}

function grantOf({ workspace, endpoint: name, applicationId }: WantedGrant, level: string | undefined): FoundGrant[] {
    return level === "CAN_QUERY" ? [{ endpoint: defaultPath({ workspace, name }), applicationId, level }] : [];
}

/** Tokens that the stack minted and its state does not have, in words: nobody can read a token again. */
export async function lostTokens(
    { tokens }: WantedInWorkspace,
    state: SavedState,
    stack: StackName,
    readsOf: ReadsOf,
): Promise<string[]> {
    const created = tokens.filter((wanted) => !state.at(urnOf(wanted, stack)));
    const workspaces = [...new Set(created.map(({ workspace }) => workspace))];
    const listed = await Promise.all(workspaces.map((id) => unlessRefused(readsOf(id).tokens())));
    const isLost = (id: string | undefined, { comment }: ListedToken) =>
        created.some((token) => token.workspace === id && token.comment === comment);
    return workspaces
        .flatMap((id, index) => (listed[index] ?? []).filter((token) => isLost(id, token)))
        .map(
            ({ id, comment }) =>
                `token ${id} of the workspace ("${comment}"): a token can be read only when it is issued. The next ` +
                "`pulumi up` mints another one; revoke this one when no gateway uses it",
        );
}

/**
 * What the workspace does not show it tells of when it is to be created, with what to do about it. An answer that nobody
 * understands is no refusal.
 */
async function unlessRefused<Value>(reading: Promise<Value | undefined>): Promise<Value | undefined> {
    return reading.catch((error: unknown) => {
        if (error instanceof WorkspaceError && error.status !== 200) return undefined;
        throw error;
    });
}
