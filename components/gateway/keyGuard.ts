import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../dynamicResource";

/** What ends with the stack, and could take keys of others with it. */
export interface KeyGuardArgs {
    /** Azure resource id of the API Management service. Another one is another resource. */
    readonly serviceId: pulumi.Input<string>;
    /** Name of the service as the stack is deployed with it. Azure may write it in another case. */
    readonly serviceName: pulumi.Input<string>;
    /** The same of its resource group. @default a new service has a group of its own */
    readonly resourceGroup?: pulumi.Input<string>;
    /** What identifiers that are derived begin with. @default nothing */
    readonly namePrefix?: string;
    /** Identifiers in the service of the APIs that the stack publishes. @example ["churn"] */
    readonly apis: readonly string[];
    /** Identifiers of the stack's own products whose `deleteSubscriptions` is false. @example ["gold"] */
    readonly products: readonly string[];
    /** Identifiers of the subscriptions that the stack makes. @example ["churn", "gold-team-a"] */
    readonly subscriptions: readonly string[];
}

/** Logical name of a gateway's `KeyGuard`. */
export function keyGuardName(gateway: string): string {
    return `${gateway}-key-guard`;
}

/**
 * Keeps `pulumi destroy` from ending keys that the stack did not make: Azure deletes an API along with the subscriptions to
 * it (inferred; record `api-goes-with-its-subscriptions`). Its deletion fails while one of the stack's APIs or products has a
 * subscription of somebody else. `ProductCleanup` refuses the same for a product, when other things are gone already.
 *
 * It makes nothing. It depends on everything that the stack declares, so that the engine deletes it first and a refusal
 * leaves the stack as it is. No program runs during `pulumi destroy`, so it keeps in the state what the decision needs. The
 * preview decides the same for an API that leaves the settings (`plan/lostKeys.ts`), and reads from the state in
 * which case names are deployed (`plan/deployedNames.ts`).
 */
export class KeyGuard extends DynamicResource {
    constructor(name: string, args: KeyGuardArgs, opts?: pulumi.CustomResourceOptions) {
        super("KeyGuard", "keyGuardProvider", name, args, [], opts);
    }
}
