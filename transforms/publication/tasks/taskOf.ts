import { EndpointMetadata, servedEntities } from "../endpointMetadata";
import { chatAgent, chatModel, responsesAgent } from "./agents";
import { chat } from "./chat";
import { completions } from "./completions";
import { embeddings } from "./embeddings";
import { predictions } from "./predictions";
import { responses } from "./responses";
import { Task } from "./task";

/** The endpoint's task by its name, or by that of an external model behind it; names are an open set. */
export function taskOf(endpoint: EndpointMetadata): Task {
    const name = taskName(endpoint);
    return tasks.find(([ending]) => name.endsWith(ending))?.[1] ?? predictions;
}

/** Whether the payload of a request is limited as for agents, foundation and external models. */
export function isGenerative(endpoint: EndpointMetadata): boolean {
    if (/^(agent|llm)\//.test(taskName(endpoint))) return true;
    return servedEntities(endpoint).some((entity) => entity.external_model || entity.foundation_model);
}

const tasks: readonly (readonly [ending: string, task: Task])[] = [
    ["agent/v1/chat", chatModel],
    ["agent/v2/chat", chatAgent],
    ["agent/v1/responses", responsesAgent],
    ["/chat", chat],
    ["/completions", completions],
    ["/embeddings", embeddings],
    ["/responses", responses],
];

/** E.g. `llm/v1/chat`: the endpoint's own, or that of an external model behind it; empty where neither is known. */
export function taskName(endpoint: EndpointMetadata): string {
    const external = servedEntities(endpoint).find((entity) => entity.external_model?.task);
    return endpoint.task || external?.external_model?.task || "";
}
