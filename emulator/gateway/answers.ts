import { randomUUID } from "node:crypto";
import { emptyResponse, type GatewayResponse } from "./exchange";

/** The gateway's own answers, to the byte: callers compare them, and so do tests of callers. */

/** No API, or no operation of it, fits the request; a wrong method is no exception. */
export function notFound(): GatewayResponse {
    return answer(404, "Resource not found");
}

/** The refusal of a call without a subscription key: 401, in the gateway's words. */
export function missingKey(): GatewayResponse {
    return answer(
        401,
        "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.",
    );
}

/** The refusal of a subscription key that opens nothing: 401, in the gateway's words. */
export function invalidKey(): GatewayResponse {
    return answer(
        401,
        "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription.",
    );
}

/** A policy says no, in its own words. */
export function refusedByPolicy(status: number, message: string): GatewayResponse {
    return answer(status, message);
}

/**
 * A circuit breaker keeps calls from the backend, or from every member of a pool. Record
 * breaker-open-answer.
 */
export function backendUnavailable(): GatewayResponse {
    return answer(503, "Service Unavailable");
}

/** A policy failed, or the backend could not be reached. */
export function internalError(): GatewayResponse {
    return answer(500, "Internal server error", `, "activityId": "${randomUUID()}"`);
}

function answer(status: number, message: string, more = ""): GatewayResponse {
    const response = emptyResponse();
    response.status = status;
    response.headers.set("Content-Type", "application/json");
    response.body = Buffer.from(`{ "statusCode": ${status}, "message": ${JSON.stringify(message)}${more} }`);
    return response;
}
