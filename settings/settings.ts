import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { type CallersSettings, callersSchema } from "./callers";
import { conflicts } from "./conflicts";
import { acceptContractSchema, breakingChangesSchema } from "./contracts";
import { type CredentialSettings, credentialSchema, ownGrantsSchema } from "./credential";
import { discoveredPath, discoverSchema, type DiscoverSettings, type NotReady, notReadySchema } from "./discover";
import { errorsOf, type ErrorsSettings, errorsSchema } from "./errors";
import {
    type EndpointGovernance,
    governanceOf,
    governanceProblems,
    governanceShape,
    readGovernance,
} from "./governance";
import { mockProblems, mockSchema } from "./mock";
import {
    type EndpointObservability,
    endpointObservabilitySchema,
    observabilityOf,
    observabilityProblems,
    observabilitySchema,
    type ObservabilitySettings,
} from "./observability";
import { type PoolMember, poolProblems, poolSchema } from "./pool";
import type { GroupSettings, ProductSettings } from "./products";
import { project, read, unknownNames } from "./reading";
import { resilienceOf, resilienceSchema, type ResilienceSettings } from "./resilience";
import { label, members, text } from "./schema";
import { type ServiceSettings, serviceSchema } from "./service";
import {
    apiNames,
    namePrefixSchema,
    twins,
    versioningProblems,
    type VersioningSettings,
    versioningSchema,
    versionShape,
} from "./versions";
import { resolveCredential } from "../databricks/credentials";
import { resolveHost } from "../databricks/host";
import { WorkspaceError } from "../databricks/workspaceError";

/** The stack's configuration is not usable; the message names every key that is wrong, and the mend. */
export class SettingsError extends pulumi.RunError {}

/** How the deployment itself reaches the workspace. Everything may come from Databricks' own variables instead. */
export type WorkspaceSettings = z.infer<typeof workspaceSchema>;
export type EndpointSettings = Omit<z.infer<typeof endpointSchema>, keyof EndpointDefaults> & EndpointDefaults;
export type { CallersSettings, CredentialSettings, ServiceSettings, VersioningSettings };

/** What an endpoint has for certain, be it from the stack or from a default. */
interface EndpointDefaults extends Partial<EndpointGovernance> {
    /** Path under the gateway's host. @default the endpoint's name */
    readonly path: string;
    /** What its API and its resources are called in the state. @default the name, with the version if it has one */
    readonly apiId?: string;
    /** Identifier of its API in the service. @default `apiId` */
    readonly apiName?: string;
    /** @default "warn" */
    readonly breakingChanges?: z.infer<typeof breakingChangesSchema>;
    readonly inputs: z.infer<typeof inputsSchema>;
    readonly routes: z.infer<typeof routesSchema>;
    readonly missingDocument: z.infer<typeof missingDocumentSchema>;
    /** As whom the gateway calls it. @default the stack's credential */
    readonly credential?: CredentialSettings;
    /** What the gateway does where it cannot answer. */
    readonly resilience: ResilienceSettings;
    /** What callers get to see of its errors. */
    readonly errors?: ErrorsSettings;
    /** Callers get made-up answers, and the endpoint no calls. */
    readonly mock: boolean;
    /** Endpoints that calls are spread over. @default the endpoint itself */
    readonly pool?: readonly PoolMember[];
    /** What is told of its calls. @default nothing */
    readonly observability?: EndpointObservability;
}

/** The workspace as the deployment reaches it. */
export interface WorkspaceAccess {
    /** Its origin. */
    readonly host: string;
    /** What the stack's configuration says of the deploying identity; the rest is in Databricks' own variables. */
    readonly authType?: "pat" | "oauth-m2m";
    readonly token?: pulumi.Output<string>;
    readonly clientId?: string;
    readonly clientSecret?: pulumi.Output<string>;
}

export interface Settings {
    readonly workspace: WorkspaceAccess;
    readonly service: ServiceSettings;
    /** Those that are listed, and with a selection those that it names. */
    readonly endpoints: EndpointSettings[];
    /** Which others of the workspace's endpoints are published. */
    readonly discover?: DiscoverSettings;
    readonly notReady: NotReady;
    readonly versioning: VersioningSettings;
    readonly callers: CallersSettings;
    /** What callers subscribe to, several endpoints each. */
    readonly products: readonly ProductSettings[];
    /** Who sees products. */
    readonly groups: readonly GroupSettings[];
    /** Where telemetry goes. */
    readonly observability?: ObservabilitySettings;
    /** As whom the gateway calls the endpoints that have no credential of their own. */
    readonly credential?: CredentialSettings;
    /** Goes in front of every name in Azure that is derived, as opposed to given. @default nothing */
    readonly namePrefix?: string;
    /** Names of endpoints on which the gateway's CAN_QUERY, where it is there already, is the stack's own. */
    readonly ownGrants: readonly string[];
}

/** What the workspace's list makes of the settings. */
export interface Selection {
    /** Names of endpoints that are published without being listed. */
    readonly discovered: readonly string[];
    /** Identifiers of listed endpoints' APIs that are not published, because the endpoints are not ready. */
    readonly leftOut: readonly string[];
}

/**
 * Turns a stack's configuration into settings.
 *
 * @param config every configuration value of the stack by its full key, as `pulumi.runtime.allConfig()` gives it
 * @param environment where Databricks' own variables may stand in for `workspace`
 * @param selection once the workspace's endpoints are known, where they matter
 * @throws SettingsError with one line for each value that cannot be used
 */
export function readSettings(
    config: Record<string, string>,
    environment: NodeJS.ProcessEnv,
    selection: Selection = { discovered: [], leftOut: [] },
): Settings {
    const problems = unknownNames(config);
    const workspace = checkAccess(problems, readWorkspaceInto(problems, config), environment);
    const service = read(problems, config, "service", serviceSchema);
    const inputs = read(problems, config, "inputs", inputsSchema.default("all")) ?? "all";
    const routes = read(problems, config, "routes", routesSchema.default("stable")) ?? "stable";
    const missingDocument = read(problems, config, "missingDocument", missingDocumentSchema.default("warn")) ?? "warn";
    const breakingChanges = read(problems, config, "breakingChanges", breakingChangesSchema.default("warn")) ?? "warn";
    const versioning = read(problems, config, "versioning", versioningSchema);
    const notReady = read(problems, config, "notReady", notReadySchema.default("skip")) ?? "skip";
    const discover = read(problems, config, "discover", discoverSchema);
    const ownGrants = read(problems, config, "ownGrants", ownGrantsSchema) ?? [];
    const asked = read(problems, config, "endpoints", endpointsSchema);
    if (asked?.length === 0 && !discover && !problems.some((problem) => problem.startsWith(`${project}:discover`))) {
        problems.push(noEndpoints);
    }
    const listed: z.infer<typeof endpointsSchema> = [...(asked ?? []), ...discoveredBy(discover, selection)];
    const callers = read(problems, config, "callers", callersSchema);
    const mock = read(problems, config, "mock", mockSchema.default(false)) ?? false;
    const resilience = read(problems, config, "resilience", resilienceSchema);
    const errors = read(problems, config, "errors", errorsSchema);
    const telemetry = read(problems, config, "observability", observabilitySchema);
    const namePrefix = read(problems, config, "namePrefix", namePrefixSchema.default("")) ?? "";
    const governance = readGovernance((key, schema) => read(problems, config, key, schema));
    const isCalled = (endpoint: { mock?: boolean }) => !(endpoint.mock ?? mock);
    const mayAdd = listed.length === 0 || discover !== undefined;
    const needed = (mayAdd && !mock) || listed.some((each) => isCalled(each) && !each.credential);
    const shared = needed ? read(problems, config, "credential", credentialSchema)?.("", namePrefix) : undefined;
    const endpoints = listed.map(({ credential, ...endpoint }) => ({
        ...endpoint,
        path: endpoint.path ?? endpoint.name,
        ...apiNames(endpoint, namePrefix),
        breakingChanges: endpoint.breakingChanges ?? breakingChanges,
        inputs: endpoint.inputs ?? inputs,
        routes: endpoint.routes ?? routes,
        missingDocument: endpoint.missingDocument ?? missingDocument,
        resilience: resilienceOf(resilience, endpoint.resilience),
        errors: errorsOf(errors, endpoint.errors),
        mock: endpoint.mock ?? mock,
        observability: telemetry && observabilityOf(telemetry, endpoint.observability),
        ...governanceOf(callers ?? {}, governance, endpoint),
        ...(credential && { credential: credential(`-${apiNames(endpoint, namePrefix).apiId}`, namePrefix) }),
    }));
    const place = (index: number) =>
        index < (asked?.length ?? 0) ? `${project}:endpoints[${index}]` : `${project}:discover`;
    problems.push(...twins(endpoints, place, versioning?.scheme));
    if (versioning && callers) problems.push(...versioningProblems(versioning, callers));
    endpoints.forEach(({ pool, credential = shared, ...endpoint }, index) => {
        const at = `${project}:endpoints[${index}].pool`;
        if (pool) problems.push(...poolProblems(at, pool, workspace?.host, credential?.method, endpoint));
    });
    const subscriptionId = config["azure-native:subscriptionId"] ?? environment.ARM_SUBSCRIPTION_ID;
    problems.push(...observabilityProblems(telemetry?.stack ?? {}, subscriptionId));
    if (service?.create && !service.create.location && !config["azure-native:location"]) {
        problems.push(missing("service.create.location", "the Azure region of the new service, e.g. westeurope"));
    }
    // What is found in the workspace comes with a second reading.
    const others = !discover || selection.discovered.length > 0 ? selection.leftOut : undefined;
    if (callers) problems.push(...governanceProblems(callers, governance, endpoints, others, place));
    if (problems.length === 0) problems.push(...conflicts(endpoints.filter(isCalled), shared, callers!, service!));
    if (problems.length > 0 || !workspace || !service || !callers) throw invalid(problems);
    const published = endpoints.filter(({ apiId }) => !selection.leftOut.includes(apiId));
    return {
        ...{ workspace, service, endpoints: published, callers, credential: shared },
        ...{ discover, notReady, ownGrants, versioning: versioning! },
        ...{ products: governance.products, groups: governance.groups, observability: telemetry?.stack },
        ...(namePrefix && { namePrefix }),
    };
}

/** Endpoints that the workspace's list adds. */
function discoveredBy(discover: DiscoverSettings | undefined, { discovered }: Selection) {
    return discover ? discovered.map((name) => ({ name, path: discoveredPath(discover, name) })) : [];
}

/**
 * The part of the configuration that says how to reach the workspace; all of it optional here, because Databricks' own
 * variables may give it.
 *
 * @throws SettingsError as `readSettings`
 */
export function readWorkspaceSettings(config: Record<string, string | undefined>): WorkspaceSettings {
    const problems: string[] = [];
    const workspace = readWorkspaceInto(problems, config);
    if (!workspace) throw invalid(problems);
    return workspace;
}

/** Said here once, and not by every endpoint when its document is fetched. */
function checkAccess(
    problems: string[],
    workspace: WorkspaceSettings | undefined,
    environment: NodeJS.ProcessEnv,
): WorkspaceAccess | undefined {
    if (!workspace) return undefined;
    try {
        const host = resolveHost(workspace, environment);
        const { method } = resolveCredential(workspace, environment, host);
        const { token, clientId, clientSecret } = workspace;
        return {
            host,
            ...(method !== "azure" && { authType: method }),
            ...(token !== undefined && { token: pulumi.secret(token) }),
            ...(clientId !== undefined && { clientId }),
            ...(clientSecret !== undefined && { clientSecret: pulumi.secret(clientSecret) }),
        };
    } catch (error) {
        if (!(error instanceof WorkspaceError)) throw error;
        problems.push(error.message.replaceAll("\n", "\n    ").replace(/\.$/, ""));
        return undefined;
    }
}

function readWorkspaceInto(problems: string[], config: Record<string, string | undefined>) {
    return read(problems, config, "workspace", workspaceSchema);
}

const inputsSchema = z.enum(["all", "records"], {
    error: 'must be "all" (every alternative of the document) or "records" (without dataframe_split)',
});

const routesSchema = z.enum(["stable", "as-published", "both"], {
    error:
        'must be "stable" (paths that outlive a retraining), "as-published" (those of the endpoint\'s document, with ' +
        'the versions of its models) or "both"',
});

const missingDocumentSchema = z.enum(["warn", "refuse"], {
    error: 'must be "warn" (publish a general document for the endpoint\'s task) or "refuse"',
});

const workspaceSchema = members({
    host: text("the workspace's origin, e.g. https://adb-1234567890123456.7.azuredatabricks.net").optional(),
    auth: z.enum(["pat", "oauth-m2m", "azure"], { error: 'must be "pat", "oauth-m2m" or "azure"' }).optional(),
    token: text("a personal access token (secret)").optional(),
    clientId: text("the service principal's client id").optional(),
    clientSecret: text("the service principal's OAuth secret (secret)").optional(),
});

const endpointSchema = members({
    name: text("the name of a serving endpoint").regex(
        /^[A-Za-z0-9_-]{1,63}$/,
        "must be a serving endpoint's name: 1 to 63 letters, digits, hyphens and underscores",
    ),
    path: text("the path under the gateway's host, e.g. models/churn")
        .regex(
            /^[A-Za-z0-9._~-]+(\/[A-Za-z0-9._~-]+)*$/,
            "must be path segments of letters, digits and . _ ~ - joined by single slashes, without one at either end, e.g. models/churn",
        )
        .max(400, "must not be longer than 400 characters")
        .optional(),
    displayName: label("the name that the catalogue shows", 300).optional(),
    description: label("the description that the catalogue shows", 1000).optional(),
    /** In place of the stack's. */
    credential: credentialSchema.optional(),
    inputs: inputsSchema.optional(),
    routes: routesSchema.optional(),
    missingDocument: missingDocumentSchema.optional(),
    /** Members in place of the stack's. */
    resilience: resilienceSchema.optional(),
    errors: errorsSchema.optional(),
    mock: mockSchema.optional(),
    pool: poolSchema.optional(),
    observability: endpointObservabilitySchema.optional(),
    ...governanceShape,
    ...versionShape,
    breakingChanges: breakingChangesSchema.optional(),
    acceptContract: acceptContractSchema.optional(),
    /** In place of the endpoint's own document. */
    document: text("the path of an OpenAPI document, from the program's directory, e.g. documents/churn.json")
        .min(1, "must not be empty. Leave it out for the endpoint's own document, or set it to a path")
        .optional(),
}).superRefine((endpoint, context) => {
    for (const message of mockProblems(endpoint)) context.addIssue({ code: "custom", path: ["mock"], message });
});

const endpointsSchema = z.array(endpointSchema, { error: "must be a list of endpoints, e.g. - name: churn" });

const noEndpoints =
    `${project}:endpoints lists no endpoint. Name at least one (pulumi config set --path ` +
    "'serving-gateway:endpoints[0].name' <endpoint>), or have them found: serving-gateway:discover";

function missing(key: string, what: string): string {
    return `${project}:${key} is missing. Set it to ${what}`;
}

function invalid(problems: string[]): SettingsError {
    return new SettingsError(
        `the stack's configuration cannot be used:\n${problems.map((problem) => `  ${problem}.`).join("\n")}`,
    );
}
