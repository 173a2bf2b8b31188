import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { ResourceManager } from "../../azure/resourceManager";
import { readConfiguration } from "../../settings/configuration";
import type { SchemaAt } from "../../settings/setting";
import { settingsOf } from "../../settings/settings";
import { SettingsError } from "../../settings/settingsError";
import { settings as table, type StackKey } from "../../settings/table";
import { whenWritable } from "../api/writableApi";
import { insightsOf } from "../telemetry/insights";
import type { ServiceReference } from "./existingService";
import type { PlannedGateway } from "./plannedGateway";

/** The settings of a stack as a program writes them. */
type Written = { readonly [Key in StackKey]: z.input<SchemaAt<(typeof table)[Key], "stack">> };

/** Settings that have no default, or that take what other resources have. */
type Own = "service" | "endpoints" | "observability";

/** Settings of a stack whose program reads the workspace before it declares anything. */
type OfPlan = "workspace" | "workspaces" | "discover" | "notReady" | "ownGrants";

/**
 * What a program of its own publishes: the settings of docs/settings.md, by the same names and with the same defaults. What
 * is left out may be in the stack's configuration, below `serving-gateway:`. The workspaces always are, or come from the
 * `DATABRICKS_` variables: the process that reads the documents knows nothing else of the program.
 */
export interface ServingGatewayArgs extends Partial<Omit<Written, Own | OfPlan>> {
    /** The service that publishes the APIs: one that exists or that the program declares, or how to create it. */
    readonly service: ServiceReference | Written["service"];
    /** The serving endpoints to publish, one API each. @example [{ name: "churn" }] */
    readonly endpoints: Written["endpoints"];
    /** Where telemetry goes, and what it contains. @default nowhere */
    readonly observability?: Omit<Written["observability"], "applicationInsights"> & {
        /** Azure resource id of an Application Insights resource. */
        readonly applicationInsights?: pulumi.Input<string>;
    };
}

/**
 * What arguments come to, with the defaults of the settings.
 *
 * @throws SettingsError with one line for each argument that cannot be used
 */
export function plannedFrom(args: ServingGatewayArgs): PlannedGateway {
    const { service, observability } = args;
    const config = pulumi.runtime.allConfig();
    const written = {
        ...args,
        service: service.create ? service : checked(service, table.service),
        observability: checked(observability, table.observability),
    };
    const { discover, ...settings } = settingsOf(readConfiguration(config, process.env, written));
    const { id } = settings.observability?.applicationInsights ?? {};
    if (discover.size > 0) throw new SettingsError([noDiscovery]);
    return {
        ...settings,
        service: service.create ? settings.service : (service as ServiceReference),
        insights: id === undefined ? undefined : insightsOf(observability?.applicationInsights ?? id),
        whenWritable: whenWritable(ResourceManager.from((key) => config[key], process.env)),
    };
}

/** What of a value is checked: where it has what another resource has, the example of the setting stands in for that. */
function checked<Value extends object | undefined>(value: Value, { example }: { readonly example: object }) {
    const members = Object.entries(value ?? {}).map(([name, member]) =>
        isOfResource(member) ? [name, (example as Record<string, unknown>)[name]] : [name, member],
    );
    return value && Object.fromEntries(members);
}

function isOfResource(value: unknown): boolean {
    return pulumi.Output.isInstance(value) || value instanceof Promise;
}

const noDiscovery =
    "serving-gateway:discover is for the program of this package, which reads the workspace before it declares anything. " +
    "List the endpoints instead";
