import { AzureError } from "../azure/azureError";
import { WorkspaceError } from "../databricks/workspaceError";

/** Runs something whose failures the engine shows with their stack: one that the user can fix needs none. */
export async function withoutTrace<Result>(run: () => Promise<Result>): Promise<Result> {
    try {
        return await run();
    } catch (error) {
        if (error instanceof AzureError || error instanceof WorkspaceError) error.stack = "";
        throw error;
    }
}
