import type * as pulumi from "@pulumi/pulumi";
import {
    type GrantInputs,
    grantDifference,
    type GrantOnModel,
    grantOn,
    isGone,
    rightOn,
    suffices,
} from "./grantPermissions";
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
            const before = (await grantOn(config, inputs).level()) ?? "";
            return { id: `${inputs.endpointId}/${inputs.applicationId}`, outs: { ...inputs, before } };
        }),

    update: async (_id, { before }: State, news: Inputs) => ({ outs: { ...news, before } }),

    read: (id, { before, ...inputs }: State) =>
        withoutTrace(async () => {
            try {
                const level = await grantOn(config, inputs).level();
                // Taken away since, or never given: what is there now is what the next grant will find.
                const found = suffices(inputs, level) ? before : (level ?? "");
                return { id, props: { ...inputs, before: found }, inputs };
            } catch (error) {
                if (isGone(error)) return { id: "" };
                throw error;
            }
        }),

    delete: (_id, state: State) =>
        withoutTrace(async () => {
            const { before, own } = state;
            const given = rightOn(state.kind).level;
            const isOwn = own === true && before === given;
            if (suffices(state, before) && !isOwn) return;
            const grant = grantOn(config, state);
            // Only what the stack gave is taken back: a right that somebody has raised or removed since stays so.
            if ((await levelIfThere(grant)) !== given) return;
            await grant.set(isOwn ? undefined : before || undefined);
        }),
};

/** With the model, its permissions are gone too. */
async function levelIfThere(grant: GrantOnModel): Promise<string | undefined> {
    try {
        return await grant.level();
    } catch (error) {
        if (isGone(error)) return undefined;
        throw error;
    }
}
