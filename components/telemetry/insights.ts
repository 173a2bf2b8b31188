import * as insights from "@pulumi/azure-native/applicationinsights";
import * as pulumi from "@pulumi/pulumi";
import type { ObservabilitySettings } from "../../settings/observability";
import { readAdvice } from "../readAdvice";

/** An Application Insights resource that exists. */
export interface FoundComponent {
    /** Secret. */
    readonly connectionString: pulumi.Output<string>;
    readonly location: string;
}

/**
 * Reads the Application Insights resource that the settings name, before anything is declared.
 *
 * @returns undefined where they name none
 * @throws RunError, which ends the program with its message alone: it cannot be read
 */
export async function readInsights(settings: ObservabilitySettings | undefined): Promise<FoundComponent | undefined> {
    const { id, resourceGroup, name } = settings?.applicationInsights ?? {};
    if (id === undefined) return undefined;
    try {
        const found = await insights.getComponent({ resourceGroupName: resourceGroup!, resourceName: name! });
        return { connectionString: pulumi.secret(found.connectionString), location: found.location };
    } catch (error) {
        throw new pulumi.RunError(
            [
                `the Application Insights resource ${id} cannot be read: ${(error as Error).message}`,
                readAdvice(
                    error as Error,
                    "Is serving-gateway:observability.applicationInsights right, and may the deploying identity read it?",
                ),
            ].join("\n"),
        );
    }
}
