import { AzureError } from "../azure/azureError";
import { WorkspaceError } from "../databricks/workspaceError";
import { SettingsError } from "../settings/settingsError";

/** Runs something whose failures the engine shows with their stack: one that the user can fix needs none. */
export async function withoutTrace<Result>(run: () => Promise<Result>): Promise<Result> {
    try {
        return await run();
    } catch (error) {
        const isForTheUser = [AzureError, WorkspaceError, SettingsError].some((kind) => error instanceof kind);
        if (isForTheUser) (error as Error).stack = "";
        throw error;
    }
}
