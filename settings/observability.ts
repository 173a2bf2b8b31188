import { z } from "zod";
import { flag, members, orFalse, text } from "./schema";
import { setting } from "./setting";

/** Where telemetry goes. */
export interface ObservabilitySettings {
    /** The Application Insights resource. Absent where a logger of the service leads there already. */
    readonly applicationInsights?: ApplicationInsightsId;
    /** Identifier of a logger that the service has. */
    readonly logger?: string;
    /** A workbook that tells who calls what, how often, how slow and at which token cost. */
    readonly workbook: boolean;
}

/** An Application Insights resource: its id, and the parts of the id. */
export interface ApplicationInsightsId {
    /** Azure resource id. */
    readonly id: string;
    readonly subscriptionId: string;
    readonly resourceGroup: string;
    readonly name: string;
}

/** What of one endpoint's calls is told. */
export interface EndpointObservability {
    /** Share of the calls that are logged, in percent; failed ones always are. */
    readonly sampling: number;
    /** Count the tokens of calls, where the endpoint's task has any. */
    readonly tokenMetrics: boolean;
}

const componentId =
    /^\/subscriptions\/([0-9a-f-]{36})\/resourceGroups\/([^/{}@"<>\s]{1,90})\/providers\/Microsoft\.Insights\/components\/([^/{}@"<>\s]{1,260})$/i;

const sampling = z
    .number({ error: "must be a percentage from 0 to 100" })
    .min(0, "must be a percentage from 0 to 100")
    .max(100, "must be a percentage from 0 to 100");

/** What holds where neither the stack nor the endpoint says otherwise. */
const defaults: EndpointObservability = { sampling: 100, tokenMetrics: true };

const ofEndpoint = {
    sampling: sampling.optional().meta({
        default: defaults.sampling,
        description: "Percentage of the calls that are logged. Failed calls always are.",
    }),
    tokenMetrics: flag.optional().meta({
        default: defaults.tokenMetrics,
        description:
            "Whether the tokens of chat, completions, embeddings and responses calls are counted, by product and " +
            "subscription. Application Insights needs custom metrics with dimensions turned on.",
    }),
};

const stackSchema = members({
    applicationInsights: text("the resource id of an Application Insights resource")
        .regex(
            componentId,
            "must be the resource id of an Application Insights resource: " +
                "/subscriptions/.../providers/Microsoft.Insights/components/<name>",
        )
        .optional()
        .describe("Resource id of an Application Insights resource in the deployment's subscription."),
    logger: text("the identifier of a logger of the API Management service")
        .regex(/^[\w.-]{1,256}$/, "must be the identifier of a logger: letters, digits and . _ -")
        .optional()
        .describe("Identifier of a logger that the service has, instead of `applicationInsights`."),
    workbook: flag
        .optional()
        .describe(
            "Whether the stack creates a workbook: who calls what, how often, how slow, at which token cost. The " +
                "default is " +
                "`true` with `applicationInsights`.",
        ),
    ...ofEndpoint,
});

const observabilitySchema = stackSchema
    .superRefine(({ applicationInsights, logger, workbook, ...others }, context) => {
        const issue = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
        if (applicationInsights !== undefined && logger !== undefined) {
            issue("logger", "and applicationInsights are both set. Keep one of them");
        }
        if (logger !== undefined && workbook) {
            issue(
                "workbook",
                "needs applicationInsights, whose data it shows. Set applicationInsights instead of " + "logger",
            );
        }
        const isAsked = workbook !== undefined || Object.values(others).some((value) => value !== undefined);
        if (isAsked && applicationInsights === undefined && logger === undefined) {
            issue("applicationInsights", "is missing. Set it to the resource id of an Application Insights resource");
        }
    })
    .transform(({ applicationInsights, logger, workbook, ...own }) => {
        const component = applicationInsights === undefined ? undefined : componentOf(applicationInsights);
        if (!component && logger === undefined) return { stack: undefined, own };
        const stack = { applicationInsights: component, logger, workbook: workbook ?? component !== undefined };
        return { stack: stack as ObservabilitySettings, own };
    });

const endpointSchema = members(ofEndpoint);

const endpointObservabilitySchema = orFalse(endpointSchema);

/** What is told of an endpoint's calls: what it says itself, else what the stack says; undefined if nothing is. */
function observabilityOf(
    { stack, own }: z.infer<typeof observabilitySchema>,
    endpoint: z.infer<typeof endpointObservabilitySchema> = {},
): EndpointObservability | undefined {
    if (!stack || endpoint === false) return undefined;
    return {
        sampling: endpoint.sampling ?? own.sampling ?? defaults.sampling,
        tokenMetrics: endpoint.tokenMetrics ?? own.tokenMetrics ?? defaults.tokenMetrics,
    };
}

/**
 * @param subscriptionId that the deployment works in, where it is known
 * @returns why the Application Insights resource cannot be read
 */
export function observabilityProblems(
    { applicationInsights }: Partial<ObservabilitySettings>,
    subscriptionId: string | undefined,
): string[] {
    if (!applicationInsights || !subscriptionId) return [];
    if (applicationInsights.subscriptionId.toLowerCase() === subscriptionId.toLowerCase()) return [];
    return [
        "serving-gateway:observability.applicationInsights is in another subscription than the deployment " +
            "(azure-native:subscriptionId), which cannot read it there. Create a logger for it in the API " +
            "Management service, and set observability.logger to that logger",
    ];
}

/** @param id of an Application Insights resource */
export function componentOf(id: string): ApplicationInsightsId {
    const [, subscriptionId, resourceGroup, name] = componentId.exec(id)!;
    return { id, subscriptionId: subscriptionId!, resourceGroup: resourceGroup!, name: name! };
}

export const observability = setting({
    schema: observabilitySchema,
    schemaAt: { endpoint: endpointObservabilitySchema },
    default: {},
    at: ["stack", "endpoint"],
    words:
        "The telemetry of calls: where it goes and what it contains. Each call is logged with time, status, " +
        "duration, API, product and subscription, without " +
        "bodies, headers, queries or addresses. Callers get the call's id in the header `x-correlation-id`. An " +
        "endpoint can " +
        "set `sampling` and `tokenMetrics`, or `false` for no telemetry.",
    example: {
        applicationInsights:
            "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-observability/providers/" +
            "Microsoft.Insights/components/appi-models",
        sampling: 25,
    },
    combine: observabilityOf,
});
