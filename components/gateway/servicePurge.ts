import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../dynamicResource";

/** Which deleted service gives up its name. */
export interface ServicePurgeArgs {
    /** Azure resource id of the deleted service, whether there is one or not. Another one is another resource. */
    readonly deletedServiceId: pulumi.Input<string>;
}

/**
 * Deletes a soft-deleted API Management service for good, if there is one, so that a new one can have its name. A preview
 * does nothing of it. Once done, it is done: deleting this resource brings nothing back.
 */
export class ServicePurge extends DynamicResource {
    constructor(name: string, args: ServicePurgeArgs, opts?: pulumi.CustomResourceOptions) {
        super("ServicePurge", "servicePurgeProvider", name, args, [], opts);
    }
}
