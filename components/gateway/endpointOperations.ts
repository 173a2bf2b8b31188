import { sourceOf } from "../../databricks/sources/sources";
import type { Workspace } from "../../databricks/workspace";
import { WorkspaceError } from "../../databricks/workspaceError";
import type { EndpointSettings } from "../../settings/settings";
import { fallbackDocument } from "../../transforms/publication/fallbackDocument";
import { publication } from "../../transforms/publication/publication";
import { UnimportableError } from "../../transforms/unimportableError";
import type { PlannedGateway } from "./plannedGateway";
import { operationsIn } from "./operationTotal";
import { kindsOf } from "./sharedApis";

/** Operations of an endpoint's API. */
export interface CountedOperations {
    /** At least one, where they cannot be counted. */
    readonly operations: number;
    /** Why they cannot be counted, where that is so. */
    readonly problem?: string;
}

/**
 * Counts the operations that an endpoint's API gets, by its document as the workspace serves it now and as it is published.
 * A revision has as many again.
 */
export async function operationsOfEndpoint(
    workspace: Workspace,
    endpoint: EndpointSettings,
): Promise<CountedOperations> {
    const { name, kind, document: given, inputs, routes, paths, answers, revision } = endpoint;
    const revisions = revision === undefined ? 1 : 2;
    try {
        const source = sourceOf(kind);
        const { model, document } = await source.read(workspace, name, { document: given, unready: true });
        const served = document ?? fallbackDocument(model, source.target(workspace, model).invocationBase);
        const answered = answers === "text" ? answers : undefined;
        const published = publication(served, model, { inputs, routes, paths, answers: answered });
        return { operations: operationsIn(JSON.stringify(published.document)) * revisions };
    } catch (error) {
        if (!(error instanceof WorkspaceError || error instanceof UnimportableError)) throw error;
        return { operations: revisions, problem: error.message };
    }
}

/** Operations of the APIs that models share, whose documents are always the same. */
export function sharedOperations(args: Pick<PlannedGateway, "openai" | "databricksPaths">): number {
    return kindsOf(args).reduce((sum, { kind }) => sum + operationsIn(kind.document), 0);
}
