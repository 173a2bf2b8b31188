import * as apim from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import type { EndpointObservability, ObservabilitySettings } from "../../settings/observability";
import type { GatewayService } from "../gateway/gatewayService";
import { type Transform, transformed } from "../transform";
import { type Registered, type ServicePlace, want, type Wanted } from "../wanted";
import type { FoundComponent } from "./insights";
import type { Budget } from "../../settings/budgets";
import { budgetAlerts, wantedBudget } from "./budgetAlerts";
import { wantedWorkbook, workbook } from "./workbook";
import type { ShownInWorkbook } from "./workbookContent";

/** Where the telemetry of one API goes, and what of its calls is told. */
export interface ApiObservability extends EndpointObservability {
    /** ARM id of the logger, or its id below the service. */
    readonly loggerId: pulumi.Input<string>;
}

/**
 * @param shown what the workbook is about
 * @param component the Application Insights resource that the settings name, from `readInsights`
 */
export function observability(
    name: string,
    settings: ObservabilitySettings,
    service: GatewayService,
    shown: ShownInWorkbook & { readonly budgets?: readonly Budget[] },
    component: FoundComponent | undefined,
    parent: pulumi.Resource,
    namePrefix = "",
): { readonly loggerId: pulumi.Input<string> } {
    const { applicationInsights, logger } = settings;
    if (!applicationInsights) return { loggerId: `/loggers/${logger!}` };
    if (!component) {
        const { id } = applicationInsights;
        throw new pulumi.RunError(`what Azure has of ${id} is missing: pass what readInsights gives`);
    }
    if (settings.workbook) workbook(name, { service, shown, component, namePrefix }, parent);
    const { apis, currency, budgets = [] } = shown;
    // Settings have no budgets without prices, which have a currency.
    if (currency !== undefined) {
        for (const budget of budgets) {
            budgetAlerts(name, budget, { service, component, namePrefix, apis, currency }, parent);
        }
    }
    return { loggerId: insightsLogger(name, component, service, parent, namePrefix).id };
}

/**
 * The connection string is in a named value of the stack's own. Given to the logger as it is, API Management would make
 * one of its own making, and leave it behind at every change.
 */
function insightsLogger(
    name: string,
    { id, connectionString }: FoundComponent,
    { resourceGroupName, serviceName }: GatewayService,
    parent: pulumi.Resource,
    namePrefix: string,
): apim.Logger {
    const service = { resourceGroupName, serviceName };
    const loggerId = loggerIdOf(namePrefix);
    const namedValueId = connectionOf(loggerId);
    const value = new apim.NamedValue(
        connectionName(name),
        { ...service, namedValueId, ...shownConnection(namedValueId), value: connectionString },
        { parent },
    );
    return new apim.Logger(
        loggerName(name),
        {
            ...service,
            loggerId,
            ...shownLogger(id),
            credentials: { connectionString: `{{${namedValueId}}}` },
        },
        // The logger names the value only in a text.
        { parent, dependsOn: value },
    );
}

const loggerIdOf = (namePrefix: string) => `${namePrefix}serving-gateway-${pulumi.getStack()}`;
const connectionOf = (loggerId: string) => `${loggerId}-insights`;
const loggerName = (name: string) => `${name}-logger`;
const connectionName = (name: string) => `${name}-insights-connection`;
const shownConnection = (namedValueId: string) => ({ displayName: namedValueId, secret: true });
const shownLogger = (insightsId: pulumi.Input<string>) => ({
    loggerType: "applicationInsights",
    resourceId: insightsId,
});

/** What `observability` declares. */
export function wantedTelemetry(
    name: string,
    { applicationInsights, workbook: isShown }: ObservabilitySettings,
    service: ServicePlace,
    parents: readonly Registered[],
    namePrefix = "",
    budgets: readonly Budget[] = [],
): Wanted[] {
    if (!applicationInsights) return [];
    const { id } = applicationInsights;
    const loggerId = loggerIdOf(namePrefix);
    const namedValueId = connectionOf(loggerId);
    return [
        ...(isShown ? [wantedWorkbook(name, service, { id, namePrefix }, parents)] : []),
        ...budgets.flatMap((budget) => wantedBudget(name, budget, service, namePrefix, parents)),
        want(
            "apimanagement:NamedValue",
            connectionName(name),
            parents,
            { namedValueId },
            shownConnection(namedValueId),
        ),
        want("apimanagement:Logger", loggerName(name), parents, { loggerId }, shownLogger(id)),
    ];
}

/** Nothing of requests and answers: no headers, no bodies, and no query, in which a key may be. */
const nothing = {
    headers: [],
    body: { bytes: 0 },
    dataMasking: { queryParams: [{ value: "*", mode: "Hide" }] },
};

/**
 * What of an API's calls goes to the logger.
 *
 * @param after written before: writes on one API follow one another
 * @returns undefined where no telemetry is kept
 */
export function diagnostic(
    name: string,
    api: Pick<apim.ApiDiagnosticArgs, "resourceGroupName" | "serviceName" | "apiId">,
    settings: ApiObservability | undefined,
    after: pulumi.Resource,
    parent: pulumi.Resource,
    transform?: Transform<apim.ApiDiagnosticArgs>,
): apim.ApiDiagnostic | undefined {
    if (!settings) return undefined;
    const { loggerId, sampling, tokenMetrics } = settings;
    const args = {
        ...api,
        diagnosticId,
        loggerId,
        alwaysLog: "allErrors",
        sampling: { samplingType: "fixed", percentage: sampling },
        httpCorrelationProtocol: "W3C",
        logClientIp: false,
        verbosity: "information",
        // Without it no policy's metric arrives.
        metrics: tokenMetrics,
        frontend: { request: nothing, response: nothing },
        backend: { request: nothing, response: nothing },
    };
    const options = { parent, dependsOn: after };
    return new apim.ApiDiagnostic(
        ...transformed<apim.ApiDiagnosticArgs>(transform, diagnosticName(name), args, options),
    );
}

/** The only name that Application Insights' diagnostics have. */
const diagnosticId = "applicationinsights";

const diagnosticName = (name: string) => `${name}-diagnostic`;

/** What `diagnostic` declares. */
export function wantedDiagnostic(name: string, apiId: string, parents: readonly Registered[]): Wanted {
    return want("apimanagement:ApiDiagnostic", diagnosticName(name), parents, { apiId, diagnosticId });
}
