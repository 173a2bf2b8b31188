/** A call of a deployment. */
export interface DeploymentCall {
    readonly side: "workspace" | "arm";
    /** Method and path without the query. */
    readonly calls: RegExp;
    /** The command that makes it. @default "up" */
    readonly during?: "destroy";
}

const service = "/service/apim-serving-gateway";

/** Each kind of call that a deployment makes, by what it is for. */
export const deploymentCalls: Readonly<Record<string, DeploymentCall>> = {
    "list of endpoints": { side: "workspace", calls: /^GET \/api\/2\.0\/serving-endpoints$/ },
    endpoint: { side: "workspace", calls: /^GET \/api\/2\.0\/serving-endpoints\/llama-chat$/ },
    document: { side: "workspace", calls: /^GET \/api\/2\.0\/serving-endpoints\/llama-chat\/openapi$/ },
    "permissions, read": { side: "workspace", calls: /^GET \/api\/2\.0\/permissions\// },
    "permissions, written": { side: "workspace", calls: /^PATCH \/api\/2\.0\/permissions\// },
    token: { side: "workspace", calls: /^POST \/api\/2\.0\/token\/create$/ },
    service: { side: "arm", calls: new RegExp(`^GET .*${service}$`) },
    "named value": { side: "arm", calls: /^PUT .*\/namedValues\/[^/]+$/ },
    API: { side: "arm", calls: /^PUT .*\/apis\/llama-chat$/ },
    "operation behind an API": { side: "arm", calls: /^GET .*\/operationresults?\//i },
    policy: { side: "arm", calls: /^PUT .*\/apis\/llama-chat\/policies\/policy$/ },
    backend: { side: "arm", calls: /^PUT .*\/backends\/[^/]+$/ },
    product: { side: "arm", calls: /^PUT .*\/products\/[^/]+$/ },
    link: { side: "arm", calls: /^PUT .*\/apiLinks\/[^/]+$/ },
    subscription: { side: "arm", calls: /^PUT .*\/subscriptions\/llama-chat$/ },
    "keys of a subscription": { side: "arm", calls: /^POST .*\/listSecrets$/ },
    deletion: { side: "arm", calls: /^DELETE .*\/apis\/llama-chat$/, during: "destroy" },
};
