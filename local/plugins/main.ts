import { readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import { version as azureNativeVersion } from "@pulumi/azure-native/package.json";
import { version as databricksVersion } from "@pulumi/databricks/package.json";
import { isPlain } from "../../startup/plainStartup";
import { quickStructs } from "../../startup/quickStructs";
import { AzureNative } from "./azureNative";
import type { Identity } from "./clientConfig";
import { Databricks } from "./databricks";
import { paceNamed } from "./pace";
import type { Plugin } from "./plugin";
import { serve } from "./serve";

function need(name: string): string {
    const value = process.env[name];
    if (!value) throw new Error(`the environment variable ${name} is not set`);
    return value;
}

/** As azure-native reads it from its environment. */
function identity(): Identity | undefined {
    const { ARM_TENANT_ID: tenantId, ARM_CLIENT_ID: clientId, ARM_CLIENT_SECRET: clientSecret } = process.env;
    return tenantId && clientId && clientSecret ? { tenantId, clientId, clientSecret } : undefined;
}

/** What makes the plugin of a connection, by name. */
const PLUGINS: Readonly<Record<string, () => () => Plugin>> = {
    "azure-native": () => {
        const caFile = process.env["LOCAL_ARM_CA_FILE"];
        const plugin = new AzureNative(azureNativeVersion, {
            url: need("LOCAL_ARM_URL"),
            token: need("LOCAL_ARM_TOKEN"),
            ca: caFile && [...rootCertificates, readFileSync(caFile, "utf8")].join("\n"),
            subscriptionId: need("ARM_SUBSCRIPTION_ID"),
            pace: paceNamed(process.env["LOCAL_ARM_PACE"] ?? "quick"),
            identity: identity(),
        });
        // Programs have no other provider of Azure than the default one.
        return () => plugin;
    },
    databricks: () => {
        const options = { host: need("DATABRICKS_HOST"), token: need("DATABRICKS_TOKEN") };
        return () => new Databricks(databricksVersion, options);
    },
};

/** Serves the plugin named on the command line until SIGTERM; the first line of stdout is its port. */
async function main(): Promise<void> {
    const name = process.argv[2] ?? "";
    const create = PLUGINS[name];
    if (create === undefined) {
        throw new Error(`usage: main.ts ${Object.keys(PLUGINS).join("|")}, not '${name}'`);
    }
    if (!isPlain(process.env)) quickStructs();
    const { port, close } = await serve(create());
    const end = () => {
        close();
        process.exit(0);
    };
    // "disconnect": whoever started this is gone.
    for (const event of ["SIGTERM", "SIGINT", "disconnect"]) process.once(event, end);
    console.log(String(port));
}

main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
});
