import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "./dynamicResource";

export interface EndpointGrantArgs {
    /** The endpoint's id, on which Databricks keeps permissions. Another id is another resource. */
    readonly endpointId: pulumi.Input<string>;
    /** Application id of the service principal that may query the endpoint. Another one is another resource. */
    readonly applicationId: pulumi.Input<string>;
}

/**
 * CAN_QUERY on a serving endpoint for one service principal.
 *
 * Not `databricks.Permissions`, which is authoritative: it takes away from everybody else what it does not list, and
 * what it was never told of. This resource adds one entry, and when it is deleted it removes that entry, or puts back
 * the lesser one that was there. An entry that was there already, or a greater one, stays as it is.
 */
export class EndpointGrant extends DynamicResource {
    constructor(name: string, args: EndpointGrantArgs, opts?: pulumi.CustomResourceOptions) {
        super("EndpointGrant", "endpointGrantProvider", name, args, ["before"], opts);
    }
}

/**
 * Two APIs of one endpoint, as two versions may be, need one grant: the second would take the first one's away when it
 * goes.
 *
 * @returns what a credential needs for one more API, without the grant if an earlier API of the endpoint has it
 */
export function grantOnce<Resources extends { readonly grantee?: object }>(): (
    resources: Resources,
    endpoint: string,
) => Resources {
    const granted = new Map<object, Set<string>>();
    return (resources, endpoint) => {
        if (!resources.grantee) return resources;
        const endpoints = granted.get(resources.grantee) ?? new Set();
        granted.set(resources.grantee, endpoints);
        if (endpoints.has(endpoint)) return { ...resources, grantee: undefined };
        endpoints.add(endpoint);
        return resources;
    };
}
