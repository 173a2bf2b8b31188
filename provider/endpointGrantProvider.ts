import type * as pulumi from "@pulumi/pulumi";
import { readWorkspaceSettings } from "../settings";
import { resolveCredential } from "../workspace/credentials";
import { EndpointPermissions } from "../workspace/endpointPermissions";
import { resolveHost } from "../workspace/host";
import { WorkspaceError } from "../workspace/workspaceError";

interface Inputs {
    readonly endpointId: string;
    readonly applicationId: string;
}

interface State extends Inputs {
    /** What the service principal had on the endpoint before, empty for nothing. */
    readonly before: string;
}

let config: pulumi.dynamic.Config;

/** Provider of `EndpointGrant`, loaded as `DynamicResource` says. */
export const endpointGrantProvider: pulumi.dynamic.ResourceProvider = {
    configure: async (request) => {
        config = request.config;
    },

    diff: async (_id, olds: State, news: Inputs) => {
        const replaces = (["endpointId", "applicationId"] as const).filter((name) => olds[name] !== news[name]);
        return { changes: replaces.length > 0, replaces };
    },

    create: async ({ endpointId, applicationId }: Inputs) => {
        const before = (await explained(permissions().levelOf(endpointId, applicationId))) ?? "";
        if (!suffices(before)) await explained(permissions().add(endpointId, applicationId, "CAN_QUERY"));
        return { id: `${endpointId}/${applicationId}`, outs: { endpointId, applicationId, before } };
    },

    read: async (id, { endpointId, applicationId, before }: State) => {
        const gone = { id: "" };
        try {
            const level = await permissions().levelOf(endpointId, applicationId);
            if (!suffices(level)) return gone;
        } catch (error) {
            if (isGone(error)) return gone;
            throw error instanceof WorkspaceError ? withoutStack(error) : error;
        }
        return { id, props: { endpointId, applicationId, before }, inputs: { endpointId, applicationId } };
    },

    delete: async (_id, { endpointId, applicationId, before }: State) => {
        if (suffices(before)) return;
        try {
            await permissions().set(endpointId, applicationId, before || undefined);
        } catch (error) {
            // With the endpoint, its permissions are gone too.
            if (!isGone(error)) throw error instanceof WorkspaceError ? withoutStack(error) : error;
        }
    },
};

function suffices(level: string | undefined): boolean {
    return level === "CAN_QUERY" || level === "CAN_MANAGE";
}

function permissions(): EndpointPermissions {
    const settings = readWorkspaceSettings({ "serving-gateway:workspace": config.get("workspace") });
    const host = resolveHost(settings, process.env);
    return new EndpointPermissions(host, resolveCredential(settings, process.env, host));
}

async function explained<T>(calling: Promise<T>): Promise<T> {
    return calling.catch((error: unknown) => {
        throw error instanceof WorkspaceError ? withoutStack(error) : error;
    });
}

function isGone(error: unknown): boolean {
    return error instanceof WorkspaceError && error.errorCode === "RESOURCE_DOES_NOT_EXIST";
}

/** A mistake or an outage that the user can mend needs no stack. */
function withoutStack(error: WorkspaceError): WorkspaceError {
    error.stack = "";
    return error;
}
