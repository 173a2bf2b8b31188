import * as pulumi from "@pulumi/pulumi";
import type { Workspace } from "../databricks/workspace";
import type { CredentialSettings } from "./credential";
import type { StackValues } from "./table";
import { type ByWorkspace, workspacesIn, type WorkspaceSettings } from "./workspace";

/** The workspace as the deployment reaches it. */
export interface WorkspaceAccess {
    /** Its origin. */
    readonly host: string;
    /** What the stack's configuration says of the deploying identity; the rest is in Databricks' own variables. */
    readonly authType?: string;
    readonly token?: pulumi.Output<string>;
    readonly clientId?: string;
    readonly clientSecret?: pulumi.Output<string>;
    /** The identity that the gateway uses there. @default the stack's credential */
    readonly credential?: CredentialSettings;
}

/** What a workspace with a name says of the identity that the gateway uses there. */
export function ownCredential({ workspaces }: Pick<StackValues, "workspaces">, workspace: string | undefined) {
    return workspace === undefined ? undefined : workspaces[workspace]?.credential;
}

/** As whom the gateway calls each workspace. @param shared the stack's credential, where it is used */
export function credentialsIn(
    values: StackValues,
    shared: CredentialSettings | undefined,
): ByWorkspace<CredentialSettings | undefined> {
    return new Map<string | undefined, CredentialSettings | undefined>([
        [undefined, shared],
        ...Object.keys(values.workspaces).map((id) => [id, credentialIn(id, values)] as const),
    ]);
}

/** The identity that the gateway uses in a workspace with a name: its own, or the stack's with names and tokens of its own. */
function credentialIn(id: string, values: StackValues): CredentialSettings | undefined {
    return (ownCredential(values, id) ?? values.credential)?.(`-${id}`, values.namePrefix);
}

/** How the program reaches each workspace, and as whom the gateway calls those with names. */
export function accessIn(
    values: StackValues,
    workspaces: ByWorkspace<Workspace>,
    credentials: ReturnType<typeof credentialsIn>,
): ByWorkspace<WorkspaceAccess> {
    const described = workspacesIn(values);
    return new Map(
        [...workspaces].map(([id, reached]) => {
            const credential = id === undefined ? undefined : credentials.get(id);
            return [id, { ...accessOf(described.get(id)!, reached), ...(credential && { credential }) }];
        }),
    );
}

/** Origin of a workspace by its `id`, where it is one of the stack. */
export function hostsIn(workspaces: ByWorkspace<Workspace>) {
    return (id?: string) => workspaces.get(id)?.host;
}

/** What the Databricks provider is configured with. */
function accessOf(
    { token, clientId, clientSecret }: WorkspaceSettings,
    { host, authType }: Workspace,
): WorkspaceAccess {
    return {
        host,
        ...(authType !== undefined && { authType }),
        ...(token !== undefined && { token: pulumi.secret(token) }),
        ...(clientId !== undefined && { clientId }),
        ...(clientSecret !== undefined && { clientSecret: pulumi.secret(clientSecret) }),
    };
}
