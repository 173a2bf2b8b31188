import type * as pulumi from "@pulumi/pulumi";
import { type ModelId, modelNamed, sourceOf } from "../databricks/sources/sources";
import { workspacePrefix } from "../databricks/workspaceKey";
import { workspaceOf } from "./workspaces";

/** What is kept for the next deployment. */
interface State {
    readonly filter: string;
    readonly names: readonly string[];
}

/** What only this deployment looks at. */
interface Inputs extends State {
    /** `id` of the workspace. @default the one that the setting `workspace` describes */
    readonly workspace?: string;
    readonly listed: readonly string[];
    readonly visible: readonly string[];
    readonly gone: "refuse" | "remove";
}

/** More would hide the rest of a preview. */
const mostNamed = 20;

let config: pulumi.dynamic.Config;

/** Provider of `EndpointSelection`, loaded as `DynamicResource` says. */
export const endpointSelectionProvider: pulumi.dynamic.ResourceProvider = {
    configure: async (request) => {
        config = request.config;
    },

    check: async (olds: Partial<State>, news: Inputs) => {
        const inputs = stateOf(news);
        const gone = goneBy(olds, news);
        // The engine checks their documents next, one after the other.
        if (gone.length === 0) {
            const { workspace } = news;
            const found = news.names.map((name) => ({ id: { ...modelNamed(name), workspace } }));
            workspaceOf(config, workspace).ahead.start(found);
            return { inputs };
        }
        if (unseenKinds(gone, news).length > 0 || news.gone === "refuse") {
            return { inputs, failures: [{ property: "", reason: refusal(gone, news) }] };
        }
        console.log(
            ["warning: these endpoints no longer match, and their APIs are deleted:", ...lines(gone, news)].join("\n"),
        );
        return { inputs };
    },

    diff: async (_id, olds: State, news: State) => ({
        changes: JSON.stringify(stateOf(olds)) !== JSON.stringify(stateOf(news)),
    }),

    create: async (inputs: State) => ({ id: "endpoints", outs: stateOf(inputs) }),

    update: async (_id, _olds, news: State) => ({ outs: stateOf(news) }),
};

/**
 * What left by itself: whoever lists an endpoint, or changes the filter, means what becomes of it, but for what has left
 * the workspace meanwhile and would still fit by its name.
 */
function goneBy(olds: Partial<State>, { filter, names, listed, visible }: Inputs): string[] {
    if (olds.names === undefined) return [];
    const stay = new Set([...names, ...listed]);
    const left = olds.names.filter((name) => !stay.has(name));
    if (olds.filter === filter) return left;
    const seen = new Set(visible);
    const filters: object = JSON.parse(filter);
    const mayFit = ({ kind, name }: ModelId) => sourceOf(kind).search(filters)?.fitsByName(name) === true;
    return left.filter((name) => !seen.has(name) && mayFit(modelNamed(name)));
}

/** Kinds of what is gone, of which nothing at all is seen. */
function unseenKinds(gone: readonly string[], { visible }: Inputs): ModelId["kind"][] {
    const kindOf = (name: string) => modelNamed(name).kind;
    const seen = new Set(visible.map(kindOf));
    return [...new Set(gone.map(kindOf))].filter((kind) => !seen.has(kind));
}

function refusal(gone: readonly string[], inputs: Inputs): string {
    const key = `${workspacePrefix(inputs.workspace)}discover`;
    return [
        "these published endpoints no longer match, and their APIs would be deleted:",
        ...lines(gone, inputs),
        // Rights that were taken away look like this, and would take every API with them.
        ...unseenKinds(gone, inputs)
            .map(sourceOf)
            .map(
                ({ noun, rightToSee }) =>
                    `The workspace shows the deploying identity no ${noun} at all. Nothing is deleted then, whatever ` +
                    `${key}.gone says. Check that the identity still has ${rightToSee}. To delete ` +
                    "all APIs, run `pulumi destroy`.",
            ),
        `To delete the APIs, set ${key}.gone to remove, or list the endpoints in ` +
            "discover.exclude. To keep them, restore the endpoints, or list those that exist in serving-gateway:endpoints.",
    ].join("\n");
}

function lines(gone: readonly string[], { visible }: Inputs): string[] {
    const seen = new Set(visible);
    const shown = gone.slice(0, mostNamed).map((text) => {
        const { kind, name } = modelNamed(text);
        const { noun, rightToSee } = sourceOf(kind);
        const why = seen.has(text)
            ? "exists, and no longer passes the filters"
            : `is no longer in the workspace, or the deploying identity can no longer see it (${rightToSee})`;
        return `  ${noun} "${name}" ${why}`;
    });
    return gone.length > mostNamed ? [...shown, `  and ${gone.length - mostNamed} more`] : shown;
}

function stateOf({ filter, names }: State): State {
    return { filter, names };
}
