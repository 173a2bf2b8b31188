import { ArmError } from "./armError";
import type { ArmRequest } from "./resourceType";
import type { Entity } from "./store";

/**
 * Compares the request's conditions with the entity as it is (RFC 9110, 13.1).
 * A write without a condition is let through: the specification asks for If-Match on PATCH and DELETE, yet the real
 * service does not insist, and azure-native never sends one.
 * @throws ArmError 412 PreconditionFailed
 */
export function checkPreconditions(request: ArmRequest, existing: Entity | undefined): void {
    const ifMatch = condition(request, "if-match");
    if (ifMatch && ifMatch !== "*" && !(existing && tags(ifMatch).includes(existing.etag))) throw preconditionFailed();
    if (condition(request, "if-none-match") === "*" && existing) throw preconditionFailed();
}

/** Whether the client's copy is still the current one. */
export function isUnmodified(request: ArmRequest, entity: Entity): boolean {
    const ifNoneMatch = condition(request, "if-none-match");
    return ifNoneMatch !== undefined && (ifNoneMatch === "*" || tags(ifNoneMatch).includes(entity.etag));
}

/** The header that names the version of an entity, for `If-Match`. */
export function etagHeader(entity: Entity): Record<string, string> {
    return { etag: `"${entity.etag}"` };
}

function condition(request: ArmRequest, name: string): string | undefined {
    const value = request.headers[name];
    return typeof value === "string" && value !== "" ? value : undefined;
}

function tags(header: string): string[] {
    return header.split(",").map((tag) => tag.trim().replace(/^W\//, "").replace(/^"|"$/g, ""));
}

/** The text that the real service answers with, exception type and all. */
export function preconditionFailed(): ArmError {
    const exception = "Microsoft.WindowsAzure.ApiManagement.Management.Core.Exceptions.PreconditionFailedException";
    return new ArmError(412, "PreconditionFailed", `Exception of type '${exception}' was thrown.`, null);
}
