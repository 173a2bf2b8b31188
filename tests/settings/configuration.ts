import assert from "node:assert/strict";
import { readSettings, type Settings, SettingsError } from "../../settings";

const environment = { DATABRICKS_HOST: "https://adb-1.2.azuredatabricks.net", DATABRICKS_TOKEN: "dapi-deployer" };

/** Settings of a stack that is right but for what a test says. */
export function settingsWith(changes: Record<string, unknown>): Settings {
    const values = {
        service: { name: "apim-contoso", resourceGroup: "rg-apis" },
        endpoints: [{ name: "churn" }],
        credential: { pat: "dapi-gateway" },
        ...changes,
    };
    const config = Object.entries(values).map(([key, value]) => [`serving-gateway:${key}`, JSON.stringify(value)]);
    return readSettings(Object.fromEntries(config), environment);
}

/** The refusal of such a stack. */
export function refusalOf(changes: Record<string, unknown>): string {
    try {
        settingsWith(changes);
    } catch (error) {
        assert.ok(error instanceof SettingsError, String(error));
        return error.message;
    }
    return assert.fail("the settings were accepted");
}
