import * as pulumi from "@pulumi/pulumi";
import { writeFile } from "node:fs/promises";
import { operationsOfEndpoint, sharedOperations } from "../components/gateway/endpointOperations";
import type { ExistingService } from "../components/gateway/existingService";
import { type LimitsReport, limitsReport } from "../components/gateway/limitsReport";
import type { PlannedGateway } from "../components/gateway/plannedGateway";
import { plannedPolicies } from "../components/gateway/plannedPolicies";
import { wantedGateway } from "../components/gateway/wantedGateway";
import { calledEndpoints } from "../components/gateway/workspaceFor";
import { plannedMcpServers } from "../components/mcp/plannedServers";
import { idOfService, type ServicePlace } from "../components/wanted";
import type { Workspace } from "../databricks/workspace";
import type { ServiceSettings } from "../settings/settings";
import type { ByWorkspace } from "../settings/workspace";
import { type Azure, inTurn, locate } from "./inPlace";
import { othersInService } from "./othersInService";

/** What `npm run limits` reads. */
export type StackLimits = LimitsReport;

/** What the report is made from: the settings, and everything that is asked. */
export interface StackLimitsArgs {
    /** Logical name of the gateway. */
    readonly name: string;
    readonly settings: PlannedGateway & { readonly service: ServiceSettings };
    readonly place: ServicePlace;
    /** What Azure has of the service. @default the stack creates it */
    readonly existing: ExistingService | undefined;
    readonly workspaces: ByWorkspace<Workspace>;
    readonly azure: Pick<Azure, "list">;
}

/**
 * Compares what the stack needs with the limits of its service, with what the service has already. It reads the documents of
 * the endpoints, and of the service what others have there. Nothing is declared.
 *
 * @throws {AzureError} the service cannot be read
 * @throws RunError, which ends the program with its message alone: the settings cannot be used together
 */
export async function readStackLimits(args: StackLimitsArgs): Promise<StackLimits> {
    const { name, settings, place, existing, workspaces, azure } = args;
    const stack = { project: pulumi.getProject(), stack: pulumi.getStack() };
    const wanted = locate(wantedGateway(name, settings, place), place, stack);
    const servers = plannedMcpServers(settings);
    const service = idOfService(place);
    const own = [...wanted.map(({ id }) => id), ...servers.map(({ serverName }) => `${service}/apis/${serverName}`)];
    const products = new Set(wanted.flatMap(({ type, at }) => (type.endsWith(":ProductApiLink") ? at.productId! : [])));
    const [others, operations] = await Promise.all([
        othersInService(service, new Set(own.map((id) => id.toLowerCase())), [...products], azure),
        inTurn(settings.endpoints, (endpoint) => operationsOfEndpoint(workspaces.get(endpoint.workspace)!, endpoint)),
    ]);
    const isObserved = settings.observability !== undefined;
    return limitsReport({
        service: settings.service.name,
        tier: existing?.tier ?? settings.service.create!.sku,
        wanted,
        operations: operations.reduce((sum, { operations }) => sum + operations, sharedOperations(settings)),
        mcpServers: servers.map(({ key, tools }) => ({ name: key, tools: tools.length })),
        policies: plannedPolicies({ ...settings, endpoints: calledEndpoints(name, settings), isObserved }),
        others: others.counts,
        othersInProducts: others.inProducts,
        uncounted: operations.flatMap(({ problem }) => problem ?? []),
    });
}

/** Writes a report as JSON, for `npm run limits` to read. @throws the system's error where the file cannot be written */
export async function writeStackLimits(file: string, limits: StackLimits): Promise<void> {
    await writeFile(file, `${JSON.stringify(limits)}\n`);
}
