import { randomUUID } from "node:crypto";

/** An answer of the workspace that is an error, in Databricks' own words where they are known. */
export class DatabricksError extends Error {
    constructor(
        readonly status: number,
        /** A name, or the status as a number where the front door answers and not a service. */
        readonly errorCode: string | number,
        message: string,
        readonly headers: Record<string, string> = {},
    ) {
        super(message);
    }

    /** What is sent: an object as JSON, a text as it stands. */
    get body(): { error_code: string | number; message: string } | string {
        return { error_code: this.errorCode, message: this.message };
    }
}

/** No `Authorization` header, or one that is not `Bearer`; observed on live workspaces. */
export function credentialNotSent(): DatabricksError {
    const message = `Credential was not sent or was of an unsupported type for this API. [ReqId: ${randomUUID()}]`;
    return new DatabricksError(401, 401, message, { "www-authenticate": 'Bearer realm="DatabricksRealm"' });
}

/** A token that is wrong, revoked, ended or another workspace's; observed on live workspaces. */
export function invalidAccessToken(): DatabricksError {
    const message = `Invalid access token. [ReqId: ${randomUUID()}]`;
    return new DatabricksError(403, 403, message, { "x-databricks-reason-phrase": "Invalid access token." });
}

/** A JSON web token that has ended; observed on live workspaces (databricks-sdk-go, issue 1061). */
export function jwtExpired(): DatabricksError {
    return refusedByFrontDoor(403, "JWT has expired");
}

/** A Microsoft Entra token of another tenant or for another resource; observed (azure-docs, issue 85703). */
export function incorrectClaim(claim: "iss" | "aud", expected: string, actual: string): DatabricksError {
    const message = `Expected ${claim} claim to be: ${expected}, but was: ${actual}.`;
    return refusedByFrontDoor(400, `io.jsonwebtoken.IncorrectClaimException: ${message}`);
}

/** A token that holds, of somebody whom the workspace does not know (record stranger-refused). */
export function strangerRefused(): DatabricksError {
    return refusedByFrontDoor(403, "User not authorized.");
}

/** An OAuth token that was revoked (record oauth-token-revoked). */
export function tokenRevoked(): DatabricksError {
    return refusedByFrontDoor(401, "The access token has been revoked.");
}

/** Somebody who may not do this with an endpoint or an app. Record query-without-permission. */
export function permissionDenied(needed: string, name: string, noun: string): DatabricksError {
    const message = `You do not have the permission ${needed} on the ${noun} '${name}'.`;
    return new DatabricksError(403, "PERMISSION_DENIED", message);
}

function refusedByFrontDoor(status: number, message: string): DatabricksError {
    return new DatabricksError(status, status, message, { "x-databricks-reason-phrase": message });
}

/** The control plane's answer for an endpoint that does not exist; observed on live workspaces. */
export function endpointMissing(name: string): DatabricksError {
    return new DatabricksError(404, "RESOURCE_DOES_NOT_EXIST", `Endpoint with name '${name}' does not exist.`);
}

/** The query path's answer for an endpoint or a served model that does not exist; observed on live workspaces. */
export function nothingDeployed(): DatabricksError {
    return new DatabricksError(
        404,
        "ENDPOINT_NOT_FOUND",
        "The given endpoint does not exist, please retry after checking the specified model and version deployment exists.",
    );
}

/** A route that a workspace has and the emulator has not. */
export function notEmulated(what: string): DatabricksError {
    return new DatabricksError(501, "NOT_IMPLEMENTED", `The emulated workspace does not implement ${what}.`);
}
