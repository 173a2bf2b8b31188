import { apiOf } from "./resources/apiRevisions";
import { ArmError } from "./kernel/armError";
import { preconditionFailed } from "./kernel/preconditions";
import type { Properties } from "./kernel/fields";
import { type ArmRequest, record } from "./kernel/resourceType";

/**
 * Writes that are being served. Two at once below one API, of whatever revision, are refused as the real service refuses
 * them, and so are two of one entity; where nothing takes time, none is ever beside another.
 */
export class WriteLocks {
    private readonly held = new Set<string>();

    /**
     * @returns what to call when the request is answered
     * @throws ArmError 409 PessimisticConcurrencyConflict or 412 PreconditionFailed
     */
    enter({ method, path, body }: Pick<ArmRequest, "method" | "path" | "body">): () => void {
        if (!["PUT", "PATCH", "DELETE"].includes(method)) return () => undefined;
        const id = decoded(path).replace(/\/+$/, "").toLowerCase();
        const api = apiWritten(id, record(record(body).properties));
        const key = api ?? id;
        if (this.held.has(key)) throw api === undefined ? preconditionFailed() : operationInProgress();
        this.held.add(key);
        return () => void this.held.delete(key);
    }
}

/**
 * The API that a write of this id changes: the one that it is below, whatever the revision, or the one that a link puts
 * into a product or under a tag.
 *
 * @param properties of the link
 */
export function apiWritten(id: string, properties: Properties = {}): string | undefined {
    const own = apiOf(id);
    if (own !== undefined || !/\/(?:products|tags)\/[^/]+\/apiLinks\/[^/]+$/i.test(id)) return own;
    return apiOf(String(properties.apiId));
}

/** The refusal of a write to an API that something else is being done to. */
export function operationInProgress(): ArmError {
    return new ArmError(409, "PessimisticConcurrencyConflict", "Operation on the API is in progress", null);
}

/** A path that is no valid URI is refused later, by the router. */
function decoded(path: string): string {
    try {
        return decodeURIComponent(path);
    } catch {
        return path;
    }
}
