import type * as pulumi from "@pulumi/pulumi";
import { apiManagement } from "../azure/armApiVersions";
import { ResourceManager } from "../azure/resourceManager";
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

type Azure = Pick<ResourceManager, "get" | "post">;

/** An input that is not known yet arrives as this text in `check`; @pulumi/pulumi, runtime/rpc, `unknownValue`. */
const unknown: string = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

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
        await withoutTrace(() => azure.post(`${subscriptionId}/${action}`, apiManagement));
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
            const { current = "primary" } = olds;
            if (olds.marker === news.marker) return { inputs: { ...news, current } };
            const next = other(current);
            if (news.subscriptionId !== unknown) {
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

        create: async (inputs: State) => ({ id: `${inputs.subscriptionId}/rotation`, outs: await rotate(inputs) }),

        update: async (_id, _olds, news: State) => ({ outs: await rotate(news) }),

        read: (id, state: State) =>
            withoutTrace(async () => {
                if ((await azure.get(state.subscriptionId, apiManagement)) === undefined) return { id: "" };
                return { id, props: state, inputs: state };
            }),

        delete: async () => {},
    };
}

function other(key: State["current"]): State["current"] {
    return key === "primary" ? "secondary" : "primary";
}

/** Azure does not write ids in one case always. */
function isSame(olds: State, news: State): boolean {
    return olds.subscriptionId.toLowerCase() === news.subscriptionId.toLowerCase();
}
