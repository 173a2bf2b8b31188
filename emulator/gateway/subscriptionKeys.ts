import { parseApiName } from "../arm/resources/apiRevisions";
import type { Entity, Store } from "../arm/kernel/store";
import { invalidKey, missingKey } from "./answers";
import type { GatewayRequest, GatewayResponse, LastError } from "./exchange";

/** The call is allowed, in the context of a product or of the API alone. */
export interface Admission {
    readonly product?: Entity;
    /** Whose key was sent; undefined where none was needed. */
    readonly subscription?: Entity;
}

const service = "Microsoft.ApiManagement/service";

/** The 401 for the caller, and what on-error is told of it. */
export interface RefusedKey {
    readonly refusal: GatewayResponse;
    readonly error: LastError;
}

/**
 * Checks the subscription key of a call. The header wins; the query counts only where there is no header, and the
 * Authorization header, of an API that has keys there, only where there is neither.
 * A key that is sent must be good even if none is needed.
 * @returns the admission, or the 401 for the caller
 */
export function admit(store: Store, serviceId: string, api: Entity, request: GatewayRequest): Admission | RefusedKey {
    const names = keyNames(api);
    const key =
        request.headers.get(names.header) ||
        new URLSearchParams(request.query).get(names.query) ||
        (names.bearer && bearerOf(request));
    if (key) return withKey(store, serviceId, api, key) ?? refusal("Invalid", invalidKey(), api, names.header, request);
    const open = productsOf(store, serviceId, api).find(({ properties }) => properties.subscriptionRequired === false);
    if (open) return { product: open };
    return api.properties.subscriptionRequired === false
        ? {}
        : refusal("NotFound", missingKey(), api, names.header, request);
}

function keyNames({ properties }: Entity): { header: string; query: string; bearer: boolean } {
    const names = properties.subscriptionKeyParameterNames as Record<string, string | undefined> | undefined;
    return {
        header: names?.header ?? "Ocp-Apim-Subscription-Key",
        query: names?.query ?? "subscription-key",
        bearer: names?.bearer === "enabled",
    };
}

/** Record bearer-key. */
function bearerOf({ headers }: GatewayRequest): string | undefined {
    return /^Bearer\s+(\S+)\s*$/i.exec(headers.get("authorization") ?? "")?.[1];
}

function withKey(store: Store, serviceId: string, api: Entity, key: string): Admission | undefined {
    for (const subscription of store.children(serviceId, `${service}/subscriptions`)) {
        const { properties, secrets } = subscription;
        if (properties.state !== "active" || (secrets.primaryKey !== key && secrets.secondaryKey !== key)) continue;
        const admission = inScope(store, serviceId, api, String(properties.scope));
        if (admission) return { ...admission, subscription };
    }
    return undefined;
}

/** Scopes are full ids or start at the service: `/apis`, `/apis/churn`, `/products/gold`; `/` is the whole service. */
function inScope(store: Store, serviceId: string, api: Entity, scope: string): Admission | undefined {
    const full = scope.toLowerCase();
    const relative = full.startsWith(serviceId.toLowerCase()) ? full.slice(serviceId.length) : full;
    const [collection = "", name] = relative.split("/").filter((segment) => segment !== "");
    if (collection === "") return {};
    if (collection === "apis") return name === undefined || name === ownName(api).toLowerCase() ? {} : undefined;
    const product = productsOf(store, serviceId, api).find((other) => other.name.toLowerCase() === name);
    return collection === "products" && product ? { product } : undefined;
}

/** Products that hold the API. Unpublished ones are hidden from the portal, but their keys work. */
function productsOf(store: Store, serviceId: string, api: Entity): Entity[] {
    return store
        .children(serviceId, `${service}/products`)
        .filter((product) => store.get(`${product.id}/apis/${ownName(api)}`) !== undefined);
}

/** Keys are for an API with all its revisions. */
function ownName({ name }: Entity): string {
    return parseApiName(name).api;
}

function refusal(
    problem: "NotFound" | "Invalid",
    response: GatewayResponse,
    api: Entity,
    header: string,
    request: GatewayRequest,
): RefusedKey {
    const realm = `https://${request.headers.get("host") ?? ""}/${String(api.properties.path ?? "")}`;
    response.headers.set("WWW-Authenticate", `AzureApiManagementKey realm="${realm}",name="${header}",type="header"`);
    const { message } = JSON.parse(String(response.body)) as { message: string };
    return { refusal: response, error: { source: "authorization", reason: `SubscriptionKey${problem}`, message } };
}
