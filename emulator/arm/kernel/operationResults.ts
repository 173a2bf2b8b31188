import { notFound } from "./armError";
import type { ControlPlane } from "./controlPlane";
import type { LongRunningOperation } from "./longRunning";
import { etagHeader } from "./preconditions";
import type { ArmAnswer, ArmRequest } from "./resourceType";
import type { Entity } from "./store";

const version = "api-version=2024-05-01";

/**
 * The headers of an accepted PUT or DELETE below a service: both addresses that clients may poll. There is no
 * Retry-After, and clients poll at an interval of their own (recordings of 2024-05-01 in Azure/azure-service-operator).
 * @param finalStatus what the Location answers with once the operation has succeeded
 */
export function accepted(
    request: ArmRequest,
    service: Entity,
    resourceId: string,
    operation: LongRunningOperation,
    finalStatus: number,
): Record<string, string> {
    const async = `asyncId=${operation.id}&asyncCode=${finalStatus}`;
    return {
        location: `${request.origin}${encodeURI(resourceId)}?${version}&${async}`,
        "azure-asyncoperation": `${request.origin}${service.id}/tenant/operationResults/${operation.id}?${version}`,
    };
}

/** The headers of an accepted operation on a service itself. */
export function acceptedByService(
    request: ArmRequest,
    path: string,
    operation: LongRunningOperation,
): Record<string, string> {
    const address = `${request.origin}${path}/operationresults/${operation.id}?${version}&asyncResponse`;
    return { location: address, "azure-asyncoperation": address, ...retryAfter(operation) };
}

/** The state of an operation, for clients that follow Azure-AsyncOperation. */
export function operationResult(plane: ControlPlane, id: string, operationId: string): ArmAnswer {
    const operation = plane.operations.get(operationId);
    if (!operation) throw notFound("Operation");
    const { status, error } = operation;
    const started = new Date(operation.started).toISOString();
    const updated = status === "InProgress" ? started : plane.timestamp();
    // Azure's pollers read the status on the top level, the specification's contract has it under `properties`.
    const body = {
        id,
        name: operation.id,
        type: "Microsoft.ApiManagement/service/tenant/operationResults",
        status,
        ...error?.body,
        properties: { id: operation.id, status, started, updated, resultInfo: null, ...error?.body, actionLog: [] },
    };
    return { status: 200, headers: ofService(operation) ? retryAfter(operation) : {}, body };
}

/**
 * The answer under an operation's Location: 202 while it runs, then the resource, or the error it failed with.
 * @param resource answers for the finished resource
 */
export function locationResult(
    plane: ControlPlane,
    request: ArmRequest,
    operationId: string,
    resource: () => ArmAnswer,
): ArmAnswer {
    const operation = plane.operations.get(operationId);
    if (!operation) throw notFound("Operation");
    if (operation.status === "InProgress") {
        return {
            status: 202,
            headers: { location: `${request.origin}${fullPath(request)}` },
        };
    }
    if (operation.error) throw operation.error;
    const entity = plane.store.get(operation.target);
    if (!entity) return { status: 200 };
    return { ...resource(), status: Number(request.query.get("asyncCode") ?? 200), headers: etagHeader(entity) };
}

/** Whether it is a service itself that is being made, changed or deleted. */
function ofService({ target }: LongRunningOperation): boolean {
    return /\/service\/[^/]+$/.test(target);
}

function fullPath(request: ArmRequest): string {
    return `${request.path}?${request.query}`;
}

function retryAfter(operation: LongRunningOperation): Record<string, string> {
    const slow = operation.status === "InProgress" && operation.due > operation.started;
    return slow ? { "retry-after": "1" } : {};
}
