import * as pulumi from "@pulumi/pulumi";
import { selectionName } from "../components/gateway/endpointSelection";
import { modelKey, modelNamed, type ModelId } from "../databricks/sources/sources";
import type { WorkspaceError } from "../databricks/workspaceError";
import { workspaceKey } from "../databricks/workspaceKey";
import type { ByWorkspace } from "../settings/workspace";
import type { Problem } from "./refusal";
import type { SavedState } from "./savedState";

/** What the stack's state has of models whose workspaces cannot be used now. */
export class SavedModels {
    /** @param gateway its logical name */
    constructor(
        private readonly gateway: string,
        private readonly state: SavedState,
    ) {}

    /** Models that were found in a workspace last time. */
    foundIn(workspace: string | undefined): ModelId[] {
        const end = `::${selectionName(this.gateway, workspace)}`;
        const { names = [] } =
            this.state.ofType("EndpointSelection").find(({ urn }) => urn.endsWith(end))?.outputs ?? {};
        return (names as string[]).map((name) => ({ ...modelNamed(name), workspace }));
    }

    /** Whether an API is published with the document of a model, so that both can stay as they are. */
    isPublished(model: ModelId, apiId: string): boolean {
        const spec = this.state.ofType("EndpointSpec").find(({ urn }) => urn.endsWith(`::${apiId}-spec`));
        const hasApi = this.state.ofType("Api").some(({ urn }) => urn.endsWith(`::${apiId}-api`));
        if (!spec || !hasApi) return false;
        const {
            workspace,
            kind,
            endpoint: name,
        } = spec.outputs as unknown as Omit<ModelId, "name"> & { endpoint: string };
        return modelKey({ workspace, kind, name }) === modelKey(model);
    }
}

/**
 * The error of a run whose stack has workspaces that cannot be used. A preview shows all others; an update changes nothing:
 * what is not declared would be deleted.
 */
export function unusableError(unusable: ByWorkspace<WorkspaceError>): pulumi.RunError {
    const lines = [...unusable].map(([id, { message }]) => {
        const name = id === undefined ? "the workspace without a name" : `workspace "${id}"`;
        return `  ${name}: ${message.replaceAll("\n", "\n    ")}`;
    });
    return new pulumi.RunError(
        ["these workspaces cannot be used. Until they can, nothing is deployed or deleted:", ...lines].join("\n"),
    );
}

/** Workspaces that the settings no longer have, and in which the stack has rights to take back. */
export function removedWorkspaces(workspaces: ByWorkspace<unknown>, state: SavedState): Problem[] {
    const granted = state.ofType("EndpointGrant").map(({ outputs }) => outputs.workspace as string | undefined);
    const removed = [...new Set(granted)].filter((id) => !workspaces.has(id));
    return removed.map(
        (id) =>
            `${workspaceKey(id)} is no longer set, and the gateway's identity still has rights there that the stack gave\n` +
            "    Set it again. A workspace in which managedIdentity.grant gave rights keeps its name. To give the workspace up, " +
            "remove its models in a separate deployment",
    );
}
