import type * as pulumi from "@pulumi/pulumi";
import { apiManagement } from "../azure/armApiVersions";
import { AzureError } from "../azure/azureError";
import { ResourceManager } from "../azure/resourceManager";
import { unknownInput } from "./unknownInput";
import { withoutTrace } from "./withoutTrace";

interface Inputs {
    readonly subscriptionId: string;
    readonly marker: string;
    readonly subject: string;
    readonly place: string;
}

interface State extends Inputs {
    /** The key that is handed out. */
    readonly current: "primary" | "secondary";
}

type Rotated = Pick<State, "marker" | "current">;

type Azure = Pick<ResourceManager, "get" | "post" | "change">;

/** Provider of `KeyRotation`, loaded as `DynamicResource` says. */
export const keyRotationProvider = keyRotationOn(({ config }) =>
    ResourceManager.from((key) => config.get(key), process.env),
);

/** The provider on a connection of the caller's, for tests. @param say shows a line. @default console.log, which the engine shows */
export function keyRotationOn(
    connect: (request: pulumi.dynamic.ConfigureRequest) => Azure,
    say: (line: string) => void = console.log,
): pulumi.dynamic.ResourceProvider {
    let azure: Azure;
    const rotate = async (state: State): Promise<State> => {
        const { subscriptionId, current, subject, place } = state;
        const action = current === "primary" ? "regeneratePrimaryKey" : "regenerateSecondaryKey";
        await withoutTrace(async () => {
            await azure.post(`${subscriptionId}/${action}`, apiManagement);
            await azure.change(subscriptionId, apiManagement, { properties: { stateComment: commentOf(state) } });
        });
        say(
            `${subject}: the ${current} key is new. ${place} Have callers change over to it: the ${other(current)} key ` +
                "works until the next rotation. When nobody uses it any more, change rotateKeys again, which ends it.",
        );
        return state;
    };
    return {
        configure: async (request) => {
            azure = connect(request);
        },

        // What `check` returns is known in a preview: the program then knows which key it will hand out.
        check: async (olds: Partial<State>, news: Inputs) => {
            const isKnown = news.subscriptionId !== unknownInput;
            let before: Partial<Rotated> = olds;
            try {
                if (olds.marker === undefined && isKnown) before = (await lastOf(azure, news)) ?? {};
            } catch (error) {
                if (!(error instanceof AzureError)) throw error;
                return { inputs: news, failures: [{ property: "", reason: error.message }] };
            }
            const { current = "primary" } = before;
            if (before.marker === news.marker) return { inputs: { ...news, current } };
            const next = other(current);
            if (isKnown) {
                say(
                    `warning: ${news.subject}: rotateKeys regenerates the ${next} key: what it is now stops working. The ` +
                        `${current} key goes on to work until the next rotation.`,
                );
            }
            return { inputs: { ...news, current: next } };
        },

        diff: async (_id, olds: State, news: State) => ({
            changes: olds.marker !== news.marker || !isSame(olds, news),
            replaces: isSame(olds, news) ? [] : ["subscriptionId"],
        }),

        create: async (inputs: State) => {
            const last = await withoutTrace(() => lastOf(azure, inputs));
            const isDone = last?.marker === inputs.marker && last.current === inputs.current;
            return { id: `${inputs.subscriptionId}/rotation`, outs: isDone ? inputs : await rotate(inputs) };
        },

        update: async (_id, _olds, news: State) => ({ outs: await rotate(news) }),

        read: (id, state: State) =>
            withoutTrace(async () => {
                if ((await azure.get(state.subscriptionId, apiManagement)) === undefined) return { id: "" };
                return { id, props: state, inputs: state };
            }),

        delete: async () => {},
    };
}

/**
 * The last rotation, as the subscription's comment has it. A state that was lost, or that another stack's subscription moved
 * into, does not know it, and the keys of callers must not end then.
 */
async function lastOf(azure: Azure, { subscriptionId }: Inputs): Promise<Rotated | undefined> {
    const { properties } = (await azure.get(subscriptionId, apiManagement)) ?? {};
    const { stateComment } = (properties ?? {}) as { stateComment?: unknown };
    const [, marker, current] = /^rotateKeys (\S+): (primary|secondary)$/.exec(String(stateComment)) ?? [];
    return marker === undefined ? undefined : { marker, current: current as State["current"] };
}

function commentOf({ marker, current }: Rotated): string {
    return `rotateKeys ${marker}: ${current}`;
}

function other(key: State["current"]): State["current"] {
    return key === "primary" ? "secondary" : "primary";
}

/** Azure does not write ids in one case always. */
function isSame(olds: State, news: State): boolean {
    return olds.subscriptionId.toLowerCase() === news.subscriptionId.toLowerCase();
}
