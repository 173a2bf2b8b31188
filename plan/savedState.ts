import * as pulumi from "@pulumi/pulumi";

/** A resource of azure-native in the stack's state. */
export interface SavedResource {
    readonly urn: string;
    /** Azure resource id, where azure-native wrote it down. */
    readonly id?: string;
    /** What Azure answered last. */
    readonly outputs: Readonly<Record<string, unknown>>;
}

/** What the stack's state has of Azure, as it was when this run began. */
export class SavedState {
    private readonly byUrn: ReadonlyMap<string, SavedResource>;
    private readonly byId: ReadonlyMap<string, SavedResource>;

    constructor(resources: readonly SavedResource[]) {
        this.byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
        this.byId = new Map(
            resources.flatMap((resource) => (resource.id ? [[resource.id.toLowerCase(), resource]] : [])),
        );
    }

    at(urn: string): SavedResource | undefined {
        return this.byUrn.get(urn);
    }

    /** @param type the last part of it, e.g. `ProductCleanup` */
    ofType(type: string): SavedResource[] {
        return [...this.byUrn.values()].filter(({ urn }) => urn.includes(`:${type}::`));
    }

    /** @param id Azure resource id, in any case */
    withId(id: string): SavedResource | undefined {
        return this.byId.get(id.toLowerCase());
    }
}

/** Asks the engine for the state. It costs one call, whatever the number of resources. */
export async function readSavedState(): Promise<SavedState> {
    const stackName = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
    const { outputs } = await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", { stackName });
    const resources = (outputs ?? {}) as Record<string, { type: string; outputs?: Record<string, unknown> }>;
    return new SavedState(
        Object.entries(resources)
            .filter(([, { type }]) =>
                /^(azure-native|databricks):|:(EndpointGrant|EndpointSelection|EndpointSpec|KeyGuard|KeyRotation|KeySecrets|McpServer|ProductCleanup)$/.test(
                    type,
                ),
            )
            .map(([urn, { outputs = {} }]) => ({
                urn,
                ...(typeof outputs.id === "string" && { id: outputs.id }),
                outputs,
            })),
    );
}
