import { ArmError } from "./armError";
import type { ArmRequest } from "./resourceType";

/** Somebody who may do only some things. */
export interface LimitedPrincipal {
    /** The bearer token by which it is recognised. */
    readonly token: string;
    readonly clientId: string;
    readonly objectId: string;
    /** E.g. `Microsoft.ApiManagement/service/apis/*`; a star stands for any text, case does not matter. */
    readonly actions: readonly string[];
}

const verbs: Readonly<Record<string, string>> = {
    GET: "read",
    HEAD: "read",
    PUT: "write",
    PATCH: "write",
    DELETE: "delete",
};

/** @throws ArmError 403 AuthorizationFailed for what is beyond the principal's actions */
export function authorize({ actions, clientId, objectId }: LimitedPrincipal, request: ArmRequest): void {
    const { action, scope } = actionOf(request);
    if (actions.some((allowed) => covers(allowed, action))) return;
    const message =
        `The client '${clientId}' with object id '${objectId}' does not have authorization to perform action ` +
        `'${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your ` +
        "credentials.";
    throw new ArmError(403, "AuthorizationFailed", message);
}

/** What a request does, as role definitions call it, and to what. */
function actionOf({ method, path }: ArmRequest): { action: string; scope: string } {
    // One word of two: nothing in between is a name.
    const segments = path
        .replace(/tenant\/(?=operationResults\/)/i, "tenant%2F")
        .split("/")
        .filter(Boolean);
    const at = segments.findLastIndex((segment) => segment.toLowerCase() === "providers");
    const [namespace, ...rest] = at === -1 ? ["Microsoft.Resources", ...segments] : segments.slice(at + 1);
    const words = rest.filter((_, index) => index % 2 === 0);
    const isAction = method === "POST" && rest.length % 2 === 1;
    const verb = isAction ? "action" : (verbs[method] ?? "action");
    const scope = `/${(isAction ? segments.slice(0, -1) : segments).join("/")}`;
    return { action: decodeURIComponent([namespace, ...words, verb].join("/")), scope: decodeURIComponent(scope) };
}

function covers(allowed: string, action: string): boolean {
    const pattern = allowed
        .split("*")
        .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"))
        .join(".*");
    return new RegExp(`^${pattern}$`, "i").test(action);
}
