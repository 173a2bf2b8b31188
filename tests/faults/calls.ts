import type { FaultyCall } from "./faults";

/** An endpoint of which one kind of call goes wrong. */
export interface FaultyEndpoint {
    /** It holds no character that a pattern reads otherwise. */
    readonly name: string;
    /** The workspace's own id of it. */
    readonly id: string;
    /** Lifetime of the token that is minted for it, which no other endpoint's token has. In days. */
    readonly lifetimeDays: number;
}

/** A kind of call of a deployment. */
export interface DeploymentCall {
    readonly side: "workspace" | "arm";
    /** Whether a call is of this kind, and made for the endpoint. */
    readonly isMade: (call: FaultyCall, endpoint: FaultyEndpoint) => boolean;
    /** What the endpoint needs, so that the call is made for it alone. @default the stack's credential, no product */
    readonly needs?: "discovery" | "token" | "namedValue" | "grant" | "product" | "sharedProduct";
    /**
     * Its failure ends the deployment for all endpoints: it is made once, or it is part of what the engine checks before it
     * does anything, or what depends on it cannot be checked. @default the other endpoints go on
     */
    readonly endsAll?: true;
    /** The command that makes it. @default "up" */
    readonly during?: "destroy";
}

const path = (pattern: (endpoint: FaultyEndpoint) => string) => (call: FaultyCall, endpoint: FaultyEndpoint) =>
    new RegExp(`^${pattern(endpoint)}$`, "i").test(call.called);

/** Each kind of call that a deployment makes, by what it is for. */
export const deploymentCalls: Readonly<Record<string, DeploymentCall>> = {
    "list of endpoints": {
        side: "workspace",
        isMade: path(() => "GET /api/2.0/serving-endpoints"),
        needs: "discovery",
        endsAll: true,
    },
    endpoint: {
        side: "workspace",
        isMade: path(({ name }) => `GET /api/2.0/serving-endpoints/${name}`),
        endsAll: true,
    },
    document: {
        side: "workspace",
        isMade: path(({ name }) => `GET /api/2.0/serving-endpoints/${name}/openapi`),
        endsAll: true,
    },
    "permissions, read": {
        side: "workspace",
        isMade: path(({ id }) => `GET /api/2.0/permissions/serving-endpoints/${id}`),
        needs: "grant",
    },
    "permissions, written": {
        side: "workspace",
        isMade: path(({ id }) => `PATCH /api/2.0/permissions/serving-endpoints/${id}`),
        needs: "grant",
    },
    token: {
        side: "workspace",
        isMade: ({ called, body }, { lifetimeDays }) =>
            called === "POST /api/2.0/token/create" &&
            new RegExp(`"lifetime_seconds":${lifetimeDays * 86_400}\\b`).test(body),
        needs: "token",
    },
    service: { side: "arm", isMade: path(() => "GET .*/service/apim-serving-gateway"), endsAll: true },
    "named value": { side: "arm", isMade: path(({ name }) => `PUT .*/namedValues/${name}`), needs: "namedValue" },
    // What names it, as its policy does, has no name then: azure-native refuses that, and the engine goes on after no
    // such refusal, --continue-on-error or not.
    API: { side: "arm", isMade: path(({ name }) => `PUT .*/apis/${name}`), endsAll: true },
    "operation behind an API": {
        side: "arm",
        isMade: ({ operationOf = "" }, { name }) => new RegExp(`^PUT .*/apis/${name}$`).test(operationOf),
    },
    policy: { side: "arm", isMade: path(({ name }) => `PUT .*/apis/${name}/policies/policy`) },
    backend: { side: "arm", isMade: path(({ name }) => `PUT .*/backends/serving-${name}`) },
    product: { side: "arm", isMade: path(({ name }) => `PUT .*/products/${name}`), needs: "product", endsAll: true },
    link: { side: "arm", isMade: path(({ name }) => `PUT .*/apiLinks/models\\.${name}`), needs: "sharedProduct" },
    subscription: { side: "arm", isMade: path(({ name }) => `PUT .*/subscriptions/${name}`) },
    "keys of a subscription": { side: "arm", isMade: path(({ name }) => `POST .*/subscriptions/${name}/listSecrets`) },
    deletion: { side: "arm", isMade: path(({ name }) => `DELETE .*/apis/${name}`), during: "destroy" },
};
