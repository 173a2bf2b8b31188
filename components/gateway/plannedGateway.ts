import type { Budget } from "../../settings/budgets";
import type {
    CallersSettings,
    CredentialSettings,
    EndpointSettings,
    ServiceSettings,
    Settings,
} from "../../settings/settings";
import type { WorkspaceError } from "../../databricks/workspaceError";
import type { ByWorkspace } from "../../settings/workspace";
import type { ExistingService, ServiceReference } from "./existingService";
import type { FoundComponent } from "../telemetry/insights";
import { type EntityCounts } from "./entityTotals";
import { type SoftDeletedService } from "./gatewayService";
import type { WhenWritable } from "../api/writableApi";

/** What settings and plan come to: every default is filled in, and nothing is left to be read before. */
export interface PlannedGateway {
    /** The workspaces whose endpoints are published. */
    readonly workspaces: Settings["workspaces"];
    /** The API Management service: an existing one, or how to create it. */
    readonly service: ServiceSettings | ServiceReference;
    /** What Azure has of the service, from `readService`. @default it is read once its name is known */
    readonly existingService?: ExistingService;
    /** A deleted service that has the name of the one to be made. @default the name is free */
    readonly softDeleted?: SoftDeletedService;
    /** The serving endpoints to publish, one API each. */
    readonly endpoints: readonly EndpointSettings[];
    /** What holds for an endpoint that sets nothing of its own. @default that of a stack that sets nothing */
    readonly ofEndpoints?: Settings["ofEndpoints"];
    /** As whom the gateway calls the endpoints that have no credential of their own. */
    readonly credential?: CredentialSettings;
    /** Who may call. */
    readonly callers: CallersSettings;
    /** What callers subscribe to, several endpoints each. @default none */
    readonly products?: Settings["products"];
    /** Who sees products, beside the groups that every service has. @default none */
    readonly groups?: Settings["groups"];
    /** What the models of each workspace were looked for by. @default none were */
    readonly discover?: Settings["discover"];
    /** What was found in each, if some were looked for: their names, and those of all that the deploying identity sees. */
    readonly found?: ByWorkspace<{ readonly names: readonly string[]; readonly visible: readonly string[] }>;
    /** Workspaces that cannot be used: what is published of them stays as it is. @default all can */
    readonly unusable?: ByWorkspace<WorkspaceError>;
    /** What becomes of a new endpoint that is not ready. @default "skip", which was decided before */
    readonly notReady?: Settings["notReady"];
    /** Endpoints whose grants, where they are there already, are the stack's own. @default none */
    readonly ownGrants?: Settings["ownGrants"];
    /** Whether one MCP server has all endpoints. @default false */
    readonly mcp?: boolean;
    /** The API in which OpenAI's clients reach several models. @default none */
    readonly openai?: Settings["openai"];
    /** Whether callers reach every endpoint at Databricks' own paths too. @default false */
    readonly databricksPaths?: boolean;
    /** Where telemetry goes. @default nowhere */
    readonly observability?: Settings["observability"];
    /** The Application Insights resource that `observability` names. @default it names none */
    readonly insights?: FoundComponent;
    /** What models' tokens cost. @default the workbook shows no cost */
    readonly prices?: Settings["prices"];
    /** Amounts of a month, with alerts. They need prices. @default none */
    readonly budgets?: readonly Budget[];
    /** How callers say which version they mean, where several share a path. @default a segment of the path */
    readonly versioning?: Settings["versioning"];
    /** Goes in front of every name in Azure that is derived, as opposed to given. @default nothing */
    readonly namePrefix?: string;
    /** By the identifier of an API, those that have to be written before, because of the path. @default none */
    readonly after?: ReadonlyMap<string, readonly string[]>;
    /** Identifiers of the APIs that are not published yet, whatever a deployment that failed left. @default not known */
    readonly newApis?: ReadonlySet<string>;
    /** What the service has beside the stack's own, of what it takes a limited number of. @default not known */
    readonly others?: EntityCounts;
    /** Descriptions of the stack's policy fragments as its state has them, by identifier. @default not known */
    readonly savedFragments?: ReadonlyMap<string, string>;
    /** Whose keys the secrets of vaults have that the stack's state has: subscriptions by `secretKey`. @default not known */
    readonly savedSecrets?: ReadonlyMap<string, string>;
    /** What the parts of an API wait for once it is there. @default nothing */
    readonly whenWritable?: WhenWritable;
}
