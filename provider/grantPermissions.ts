import type * as pulumi from "@pulumi/pulumi";
import { type Right, suffices as includes } from "../databricks/permissions";
import { type Kind, sourceOf } from "../databricks/sources/sources";
import { WorkspaceError } from "../databricks/workspaceError";
import { workspaceOf } from "./workspaces";

/** Who is granted what: the model by its id, and the service principal by its application's. */
export interface GrantInputs {
    /** `id` of the model's workspace. @default the one that the setting `workspace` describes */
    readonly workspace?: string;
    /** @default "servingEndpoint" */
    readonly kind?: Kind;
    readonly endpointId: string;
    readonly applicationId: string;
}

/** The right that the gateway needs on one model, for one service principal, in the stack's workspace. */
export interface GrantOnModel {
    /** What the principal has there itself; undefined for nothing. */
    level(): Promise<string | undefined>;
    /** Gives it the right. */
    add(): Promise<void>;
    /** Gives it the level in place of what it has. @param level undefined for none */
    set(level: string | undefined): Promise<void>;
}

/** As the deploying identity. Each call throws {WorkspaceError}. */
export function grantOn(
    config: pulumi.dynamic.Config,
    { workspace: id, kind, endpointId, applicationId }: GrantInputs,
): GrantOnModel {
    const { grants } = workspaceOf(config, id).workspace;
    const right = rightOn(kind);
    return {
        level: () => grants.levelOf(right, endpointId, applicationId),
        add: () => grants.add(right, endpointId, applicationId),
        set: (level) => grants.set(right, endpointId, applicationId, level),
    };
}

/** What the gateway needs on models of a kind. A stack declares grants only where the stack may give it. */
export function rightOn(kind: Kind | undefined): Right {
    return sourceOf(kind).grants!;
}

const identity = ["workspace", "kind", "endpointId", "applicationId"] as const;

/** Another model or principal is another grant. */
export function grantDifference(olds: GrantInputs, news: GrantInputs): { changes: boolean; replaces: string[] } {
    const replaces = identity.filter((name) => olds[name] !== news[name]);
    return { changes: replaces.length > 0, replaces };
}

/** What the state keeps of the inputs. */
export function granted(inputs: GrantInputs): GrantInputs {
    const { workspace, kind, endpointId, applicationId } = inputs;
    return {
        ...(workspace !== undefined && { workspace }),
        ...(kind !== undefined && { kind }),
        endpointId,
        applicationId,
    };
}

/** Whether a level is what the gateway needs, or includes it. */
export function suffices({ kind }: GrantInputs, level: string | undefined): boolean {
    return includes(rightOn(kind), level);
}

/** Whether a read of the permissions was refused because the model is no more. */
export function isGone(error: unknown): boolean {
    return error instanceof WorkspaceError && error.errorCode === "RESOURCE_DOES_NOT_EXIST";
}
