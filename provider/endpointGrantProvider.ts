import type * as pulumi from "@pulumi/pulumi";
import type { EndpointPermissions } from "../databricks/endpointPermissions";
import { type GrantInputs, grantDifference, grantPermissions, isGone, suffices } from "./grantPermissions";
import { withoutTrace } from "./withoutTrace";

interface Inputs extends GrantInputs {
    /** CAN_QUERY that is found on the endpoint is the stack's own. */
    readonly own?: boolean;
}

interface State extends Inputs {
    /** What the service principal had on the endpoint before, empty for nothing. */
    readonly before: string;
}

let config: pulumi.dynamic.Config;

/**
 * Provider of `EndpointGrant`, loaded as `DynamicResource` says. It keeps what was there before, and puts it back. Nothing
 * but `delete` changes the workspace, so that the record is in the state before the grant is made.
 */
export const endpointGrantProvider: pulumi.dynamic.ResourceProvider = {
    configure: async (request) => {
        config = request.config;
    },

    diff: async (_id, olds: State, news: Inputs) => {
        const { changes, replaces } = grantDifference(olds, news);
        return { changes: changes || (olds.own ?? false) !== (news.own ?? false), replaces };
    },

    create: (inputs: Inputs) =>
        withoutTrace(async () => {
            const { endpointId, applicationId } = inputs;
            const before = (await grantPermissions(config).levelOf(endpointId, applicationId)) ?? "";
            return { id: `${endpointId}/${applicationId}`, outs: { ...inputs, before } };
        }),

    update: async (_id, { before }: State, news: Inputs) => ({ outs: { ...news, before } }),

    read: (id, { before, ...inputs }: State) =>
        withoutTrace(async () => {
            try {
                const level = await grantPermissions(config).levelOf(inputs.endpointId, inputs.applicationId);
                // Taken away since, or never given: what is there now is what the next grant will find.
                const found = suffices(level) ? before : (level ?? "");
                return { id, props: { ...inputs, before: found }, inputs };
            } catch (error) {
                if (isGone(error)) return { id: "" };
                throw error;
            }
        }),

    delete: (_id, { endpointId, applicationId, before, own }: State) =>
        withoutTrace(async () => {
            const isOwn = own === true && before === "CAN_QUERY";
            if (suffices(before) && !isOwn) return;
            const permissions = grantPermissions(config);
            // Only what the stack gave is taken back: a right that somebody has raised or removed since stays so.
            if ((await levelIfThere(permissions, endpointId, applicationId)) !== "CAN_QUERY") return;
            await permissions.set(endpointId, applicationId, isOwn ? undefined : before || undefined);
        }),
};

/** With the endpoint, its permissions are gone too. */
async function levelIfThere(permissions: EndpointPermissions, endpointId: string, applicationId: string) {
    try {
        return await permissions.levelOf(endpointId, applicationId);
    } catch (error) {
        if (isGone(error)) return undefined;
        throw error;
    }
}
