import assert from "node:assert/strict";
import { readSettings, type Selection, type Settings, SettingsError } from "../../settings/settings";

const environment = { DATABRICKS_HOST: "https://adb-1.2.azuredatabricks.net", DATABRICKS_TOKEN: "dapi-deployer" };

/**
 * Settings of a stack that is right but for what a test says.
 *
 * @param azure what it says of the deployment itself, `azure-native:...`
 * @param selection what the workspace's list makes of it
 */
export function settingsWith(
    changes: Record<string, unknown>,
    azure: Record<string, string> = {},
    selection?: Selection,
): Settings {
    const values = {
        service: { name: "apim-contoso", resourceGroup: "rg-apis" },
        endpoints: [{ name: "churn" }],
        credential: { pat: "dapi-gateway" },
        ...changes,
    };
    const config = Object.entries(values).map(([key, value]) => [`serving-gateway:${key}`, JSON.stringify(value)]);
    const own = Object.entries(azure).map(([key, value]) => [`azure-native:${key}`, value]);
    return readSettings(Object.fromEntries([...config, ...own]), environment, selection);
}

/** The refusal of such a stack. */
export function refusalOf(changes: Record<string, unknown>, azure?: Record<string, string>): string {
    try {
        settingsWith(changes, azure);
    } catch (error) {
        assert.ok(error instanceof SettingsError, String(error));
        return error.message;
    }
    return assert.fail("the settings were accepted");
}
