import { type EndpointMetadata, servedEntities, type ServedEntity, trafficShares } from "./endpointMetadata";
import { withoutTags } from "../withoutTags";

/** Longest name or value that is shown, in characters; a workspace allows 255 for a tag's. */
const longest = 300;
/** Tags and served entities that are named; a workspace allows 20 and 15. */
const mostNamed = 20;

/**
 * What people look for in a catalogue and a document does not say: task, models with their share of the traffic, owner,
 * tags, whether the first call may have to wait. A line each, in the same words as long as the endpoint stays the same.
 */
export function metadataInWords(endpoint: EndpointMetadata): string {
    const { task, creator, tags = [] } = endpoint;
    const named = tags.map(({ key, value }) => (value ? `${key}=${value}` : key));
    return [
        line("Task", task ? [task] : []),
        line("Serves", entities(endpoint)),
        line("Owner", creator ? [creator] : []),
        line("Tags", named.sort()),
        line("Scales to zero", scaling(servedEntities(endpoint))),
    ]
        .filter(Boolean)
        .join("\n");
}

function line(label: string, words: readonly string[]): string {
    if (words.length === 0) return "";
    const shown = words
        .slice(0, mostNamed)
        .map((word) => withoutTags(word.replace(/[\p{C}\s]+/gu, " ").slice(0, longest)));
    const more = words.length > mostNamed ? [`and ${words.length - mostNamed} more`] : [];
    return `${label}: ${[...shown, ...more].join(", ")}`;
}

function entities(endpoint: EndpointMetadata): string[] {
    const shares = trafficShares(endpoint);
    return servedEntities(endpoint)
        .map((entity) => {
            const share = shares.get(entity.name ?? "");
            return modelInWords(entity) + (share === undefined ? "" : ` (${share} % of the calls)`);
        })
        .sort();
}

/** E.g. `main.sales.churn version 3`, or `gpt-4o of openai`. */
function modelInWords(entity: ServedEntity): string {
    const { name = "", entity_name, entity_version, external_model, foundation_model } = entity;
    if (external_model?.name) {
        return external_model.name + (external_model.provider ? ` of ${external_model.provider}` : "");
    }
    const model = entity_name ?? foundation_model?.name ?? name;
    return model + (entity_version ? ` version ${entity_version}` : "");
}

/** Models of other providers and shared ones scale in their own way, of which nothing is said. */
function scaling(served: readonly ServedEntity[]): string[] {
    const said = served.filter(({ scale_to_zero_enabled }) => scale_to_zero_enabled !== undefined);
    const scaling = said.filter(({ scale_to_zero_enabled }) => scale_to_zero_enabled);
    if (said.length === 0) return [];
    if (scaling.length === 0) return ["no"];
    if (scaling.length === said.length) return ["yes, so that the first call after a pause waits for its start"];
    return [
        `some of it: ${scaling
            .map(({ name }) => name ?? "")
            .sort()
            .join(" and ")}`,
    ];
}
