/** Whether endpoints of a task answer piece by piece where a caller asks for it (`stream`). */
export function canStream(task: string): boolean {
    return /^(llm\/v\d+\/(chat|completions)|agent\/)/.test(task);
}

/** Whether calls of a task use tokens in a way that API Management understands: OpenAI's. */
export function usesTokens(task: string): boolean {
    return /^(llm|agent)\/v\d+\/(chat|completions|embeddings|responses)$/.test(task);
}

/** Megabytes that a request of a task may have (Databricks, "Model Serving limits and regions"). */
export function largestRequest(task: string): number {
    return /^(agent|llm)\//.test(task) ? 4 : 16;
}
