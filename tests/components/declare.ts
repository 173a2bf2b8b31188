import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { readService } from "../../components/gateway/existingService";
import { ServingGateway } from "../../components/gateway/servingGateway";
import type { PlannedGateway } from "../../components/gateway/plannedGateway";
import { readInsights } from "../../components/telemetry/insights";
import type { ServiceSettings } from "../../settings/service";
import { resilienceOf } from "../../settings/resilience";
import { type Declared, record, valueOf } from "./recorder";

export const churn = {
    name: "churn",
    path: "models/churn",
    inputs: "all",
    routes: "stable",
    missingDocument: "warn",
    resilience: resilienceOf(),
    mock: false,
} as const;

/** The same where its policy is made. */
export const calledChurn = { ...churn, workspaceHost: "https://adb-1.2.azuredatabricks.net" } as const;

/** Declares a gateway and waits until every resource of it is declared. */
export async function declare(
    args: Partial<PlannedGateway>,
    preview = false,
    latencyOf?: (type: string, name: string) => Promise<unknown>,
) {
    const recorded = record(preview, latencyOf);
    const wanted: PlannedGateway = {
        workspaces: new Map([[undefined, { host: "https://adb-1.2.azuredatabricks.net" }]]),
        service: { name: "apim-contoso", resourceGroup: "rg-apis" },
        callers: { subscriptionKey: { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" } },
        endpoints: [churn],
        credential: { method: "pat", token: pulumi.secret("pat-marker"), namedValue: "databricks-pat" },
        ...args,
    };
    const gateway = new ServingGateway("gateway", await withExisting(wanted));
    await valueOf(gateway.gatewayUrl);
    const apis = [...Object.values(gateway.apis), ...Object.values(gateway.sharedApis)];
    await Promise.all(apis.map((api) => valueOf(pulumi.output(api.subscriptionKey))));
    await pulumi.runtime.disconnect();
    return { ...recorded, gateway };
}

/** With what the plan reads of the service and of Application Insights before anything is declared. */
export async function withExisting(args: PlannedGateway): Promise<PlannedGateway> {
    const existingService = await readService(args.service as ServiceSettings);
    return { ...args, existingService, insights: await readInsights(args.observability) };
}

/** All resources of a type, by the end of its name. */
export function ofType(declared: readonly Declared[], type: string): Declared[] {
    return declared.filter((resource) => resource.type.endsWith(`:${type}`));
}

/** The one resource of a type. */
export function one(declared: readonly Declared[], type: string): Declared {
    const found = ofType(declared, type);
    assert.equal(found.length, 1, `${found.length} resources of type ${type}`);
    return found[0]!;
}

/** The policy of the one API, with all that it includes. */
export function policyOf(declared: readonly Declared[]): string {
    return wholePolicy(one(declared, "ApiPolicy"), declared);
}

/** A policy document with the policies of fragments where it includes them. */
export function wholePolicy(policy: Declared, declared: readonly Declared[]): string {
    return (policy.inputs.value as string).replace(/<include-fragment fragment-id="([^"]+)" \/>/g, (_, id: string) => {
        const fragment = ofType(declared, "PolicyFragment").find(({ name }) => name === id);
        return /^<fragment>([^]*)<\/fragment>$/.exec(fragment!.inputs.value)![1]!;
    });
}
