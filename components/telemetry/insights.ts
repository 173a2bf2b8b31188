import * as insights from "@pulumi/azure-native/applicationinsights";
import * as pulumi from "@pulumi/pulumi";
import { type ApplicationInsightsId, componentOf, type ObservabilitySettings } from "../../settings/observability";
import { readAdvice } from "../readAdvice";

/** An Application Insights resource that exists. */
export interface FoundComponent {
    /** Azure resource id. */
    readonly id: pulumi.Input<string>;
    /** Secret. */
    readonly connectionString: pulumi.Output<string>;
    readonly location: pulumi.Input<string>;
}

/** The resource with this id, once it is there. Rejected as `readInsights` is. */
export function insightsOf(id: pulumi.Input<string>): FoundComponent {
    const found = pulumi.output(id).apply(async (id) => pulumi.output(await readComponent(componentOf(id))));
    return {
        id,
        connectionString: found.connectionString,
        location: found.location,
    };
}

/**
 * Reads the Application Insights resource that the settings name, before anything is declared.
 *
 * @returns undefined where they name none
 * @throws RunError, which ends the program with its message alone: it cannot be read
 */
export async function readInsights(settings: ObservabilitySettings | undefined): Promise<FoundComponent | undefined> {
    return settings?.applicationInsights && readComponent(settings.applicationInsights);
}

async function readComponent({ id, resourceGroup, name }: ApplicationInsightsId): Promise<FoundComponent> {
    try {
        const found = await insights.getComponent({ resourceGroupName: resourceGroup, resourceName: name });
        return { id, connectionString: pulumi.secret(found.connectionString), location: found.location };
    } catch (error) {
        throw new pulumi.RunError(
            [
                `the Application Insights resource ${id} cannot be read: ${(error as Error).message}`,
                readAdvice(
                    error as Error,
                    "Check serving-gateway:observability.applicationInsights, and that the deploying identity can " +
                        "read the resource.",
                ),
            ].join("\n"),
        );
    }
}
