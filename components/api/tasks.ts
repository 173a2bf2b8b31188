import type { OpenAiOperation } from "../../transforms/publication/openAiOperations";
import { openAiOperation, streamsAnswers } from "../../transforms/publication/openAiRoutes";
import type { Tier } from "../gateway/tiers";
import type { EndpointFacts } from "../policies/apiFeature";

/** Whether endpoints of a task answer piece by piece where a caller asks for it (`stream`). */
function canStream(task: string): boolean {
    return /^(llm\/v\d+\/(chat|completions)|agent\/)/.test(task);
}

/** Whether calls of a task use tokens in a way that API Management understands: OpenAI's. */
export function usesTokens(task: string): boolean {
    return /^(llm|agent)\/v\d+\/(chat|completions|embeddings|responses)$/.test(task);
}

/**
 * Whether a model takes tables, for certain: it has no task of a language model, and its own document takes a table by rows or
 * columns. The general document for models that serve none does so too, without knowing.
 */
export function isTableModel([task, origin, document]: readonly [string, string, string]): true | undefined {
    return (task === "" && origin !== "fallback" && /"dataframe_(records|split)":/.test(document)) || undefined;
}

/** Megabytes that a request of a task may have (Databricks, "Model Serving limits and regions"). */
export function largestRequest(task: string): number {
    return /^(agent|llm)\//.test(task) ? 4 : 16;
}

/**
 * What the service and the workspace tell of an endpoint, as its policy takes it.
 *
 * @param task as the workspace names it; empty for models that it knows no task of
 * @param authorizationDetails what OAuth tokens for the endpoint are asked for with; empty where it takes those of the
 * workspace
 * @param document what is published
 */
export function endpointFacts(tier: Tier, task: string, authorizationDetails: string, document: string): EndpointFacts {
    return facts(tier, task, authorizationDetails, openAiOperation(document, task));
}

function facts(tier: Tier, task: string, authorizationDetails: string, openAi?: OpenAiOperation): EndpointFacts {
    return {
        tier,
        streams: canStream(task) || (openAi !== undefined && streamsAnswers(openAi)),
        usesTokens: usesTokens(task),
        converses: /^(llm|agent)\/v\d+\/(chat|responses)$/.test(task),
        largestRequest: largestRequest(task),
        authorizationDetails,
        openAi,
        // The policies of this tier are too small for both shapes.
        openAiErrors: openAi !== undefined && tier !== "Consumption" && "some",
    };
}

/** The facts of a model that takes tables and answers at once, as most do that are no language models. */
export function tableFacts(tier: Tier): EndpointFacts {
    return facts(tier, "", "");
}

/** The facts with which a policy has most elements: those of a language model. Before they are read, any may come true. */
export function largestFacts(tier: Tier): EndpointFacts {
    return facts(tier, "llm/v1/chat", "", "openai-chat-completions");
}
