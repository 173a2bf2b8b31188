import type * as pulumi from "@pulumi/pulumi";
import type { Kind } from "../../databricks/sources/sources";
import { DynamicResource } from "../dynamicResource";

/** Who may query which endpoint. */
export interface EndpointGrantArgs {
    /** `id` of its workspace. Another one is another resource. @default the one of the setting `workspace` */
    readonly workspace?: pulumi.Input<string>;
    /** Kind of its source. Another one is another resource. @default "servingEndpoint" */
    readonly kind?: pulumi.Input<Kind>;
    /** The endpoint's id, on which Databricks keeps permissions. Another id is another resource. */
    readonly endpointId: pulumi.Input<string>;
    /** Application id of the service principal that may query the endpoint. Another one is another resource. */
    readonly applicationId: pulumi.Input<string>;
    /** CAN_QUERY that is there already is the stack's own, and ends with the stack. @default it is somebody else's */
    readonly own?: true;
}

/**
 * What a service principal may do with a serving endpoint before it gets CAN_QUERY, kept in the state before
 * `EndpointGrantCall` asks for that. So a call that was made and not answered, or not finished, leaves nothing behind: when
 * this resource is deleted, it removes the entry, or puts back the lesser one that was there.
 *
 * Not `databricks.Permissions`, which is authoritative: it takes away from everybody else what it does not list, and
 * what it was never told of. An entry that was there already, or a greater one, stays as it is.
 */
export class EndpointGrant extends DynamicResource {
    constructor(name: string, args: EndpointGrantArgs, opts?: pulumi.CustomResourceOptions) {
        super("EndpointGrant", "endpointGrantProvider", name, args, ["before"], opts);
    }
}

/** Gives a service principal CAN_QUERY on a serving endpoint, where it has not got it. */
class EndpointGrantCall extends DynamicResource {
    constructor(name: string, args: Omit<EndpointGrantArgs, "own">, opts?: pulumi.CustomResourceOptions) {
        super("EndpointGrantCall", "endpointGrantCallProvider", name, args, [], opts);
    }
}

/**
 * Declares CAN_QUERY on a serving endpoint for one service principal.
 *
 * @param name of the record
 * @returns what there is once it is given
 */
export function endpointGrant(name: string, args: EndpointGrantArgs, parent: pulumi.Resource): pulumi.Resource {
    const { own: _own, ...granted } = args;
    const record = new EndpointGrant(name, args, { parent });
    return new EndpointGrantCall(`${name}-call`, granted, { parent, dependsOn: record });
}

/**
 * Two APIs of one endpoint, as two versions may be, need one grant: the second would take the first one's away when it
 * goes.
 *
 * @returns what a credential needs for one more API, without the grant if an earlier API of the model has it, by its key
 */
export function grantOnce<Resources extends { readonly grantee?: object }>(): (
    resources: Resources,
    model: string,
) => Resources {
    const granted = new Map<object, Set<string>>();
    return (resources, model) => {
        if (!resources.grantee) return resources;
        const models = granted.get(resources.grantee) ?? new Set();
        granted.set(resources.grantee, models);
        if (models.has(model)) return { ...resources, grantee: undefined };
        models.add(model);
        return resources;
    };
}
