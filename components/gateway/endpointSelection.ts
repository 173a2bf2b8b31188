import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../dynamicResource";

/** What was looked for in the workspace, and what was found: a change of either shows in a preview. */
export interface EndpointSelectionArgs {
    /** `id` of the workspace. @default the one of the setting `workspace` */
    readonly workspace?: pulumi.Input<string>;
    /** What the endpoints were looked for by, as text: where that changes, so may they. */
    readonly filter: pulumi.Input<string>;
    /** Names of the endpoints that were found and are published, in order. */
    readonly names: pulumi.Input<string[]>;
    /** Names of the endpoints that are listed: they stay, found or not. */
    readonly listed: pulumi.Input<string[]>;
    /** Names of all endpoints that the deploying identity sees. */
    readonly visible: pulumi.Input<string[]>;
    /** Whether an endpoint that is found no more stops the deployment, or takes its API along. */
    readonly gone: pulumi.Input<"refuse" | "remove">;
}

/** Logical name of what was found in a workspace. @param workspace its `id`. @default the one of the setting `workspace` */
export function selectionName(gateway: string, workspace?: string): string {
    return workspace === undefined ? `${gateway}-endpoints` : `${gateway}-endpoints-${workspace}`;
}

/**
 * The endpoints that were found in a workspace, so that the next deployment knows which of them are found no more:
 * without it, an endpoint that somebody deletes or tags anew would take its API from callers without a word. Nothing is
 * made of it anywhere.
 */
export class EndpointSelection extends DynamicResource {
    declare readonly names: pulumi.Output<string[]>;

    constructor(name: string, args: EndpointSelectionArgs, opts?: pulumi.CustomResourceOptions) {
        super("EndpointSelection", "endpointSelectionProvider", name, args, [], opts);
    }
}
