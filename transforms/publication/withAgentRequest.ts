import { canonicalJson } from "../canonical";
import { contractChanges } from "../contract/contractChanges";
import { isObject, type JsonObject } from "../jsonObject";
import { stablePath } from "./routes";
import { agents } from "./tasks/agents";

/**
 * The published document of an agent that serves none of its own, with what this version of the program says of requests.
 * Earlier versions said what models of OpenAI's API take, which agents refuse.
 * @param now the document that would be published
 */
export function withAgentRequest(document: unknown, now: unknown): unknown {
    const [old, next] = [requestOf(document), requestOf(now)];
    if (old === undefined || next === undefined) return document;
    const text = canonicalJson(next);
    const general = agents.find(({ request }) => canonicalJson(request) === text)?.general;
    if (general === undefined) return document;
    const as = (schema: unknown) => set(document as JsonObject, place, schema);
    return contractChanges(document, as(general.request)).length === 0 ? as(next) : document;
}

const place = ["paths", stablePath, "post", "requestBody", "content", "application/json", "schema"];

function requestOf(document: unknown): unknown {
    return place.reduce((at: unknown, key) => (isObject(at) ? at[key] : undefined), document);
}

/** A copy with another value at the end of the keys, each of which leads to an object. */
function set(object: JsonObject, [key, ...others]: readonly string[], value: unknown): JsonObject {
    const inner = others.length === 0 ? value : set(object[key!] as JsonObject, others, value);
    return { ...object, [key!]: inner };
}
