/** Tokens of one call. */
export interface Usage {
    readonly prompt: number;
    readonly completion: number;
    readonly total: number;
}

type Members = Readonly<Record<string, unknown>>;

/** Where OpenAI's chat, completions, embeddings and responses keep what goes to the model. */
const promptMembers = ["messages", "prompt", "input", "instructions"];

/** Characters of a token, about, in English text: the service counts with the model's own vocabulary. */
const charactersPerToken = 4;

/** Tokens of texts where nothing counted them. Four characters count as one. */
export function estimatedTokens(texts: readonly string[]): number {
    return Math.ceil(texts.join("").length / charactersPerToken);
}

/** The texts of a request that a model reads. */
export function promptTexts(body: Members): string[] {
    return promptMembers.flatMap((name) => textsIn(body[name]));
}

/** The texts of an answer that callers read: of chat and completions, of responses, and of agents. */
export function answerTexts({ choices, output, messages }: Members): string[] {
    const chosen = (Array.isArray(choices) ? choices : []) as (Members | null)[];
    return [
        ...chosen.flatMap((choice) => textsIn(choice?.message ?? choice?.text)),
        ...textsIn(output),
        ...textsIn(messages),
    ];
}

/**
 * The `usage` of an answer in OpenAI's form: that of chat and completions, of embeddings, or of responses.
 * @returns undefined where there is none
 */
export function usageOf(body: Members): Usage | undefined {
    const { usage } = body;
    if (typeof usage !== "object" || usage === null) return undefined;
    const { prompt_tokens, input_tokens, completion_tokens, output_tokens, total_tokens } = usage as Members;
    const prompt = count(prompt_tokens) ?? count(input_tokens);
    const completion = count(completion_tokens) ?? count(output_tokens);
    const total = count(total_tokens);
    if (prompt === undefined && completion === undefined && total === undefined) return undefined;
    return { prompt: prompt ?? 0, completion: completion ?? 0, total: total ?? (prompt ?? 0) + (completion ?? 0) };
}

/** What one line of an event stream adds to the answer. */
export function streamedText(line: string): string {
    const data = /^data:\s*(\{.*\})\s*$/.exec(line)?.[1];
    if (data === undefined) return "";
    const { choices, type, delta } = parsedObject(data);
    if (type === "response.output_text.delta" && typeof delta === "string") return delta;
    if (!Array.isArray(choices)) return "";
    return choices.flatMap((choice: Members | null) => textsIn(choice?.delta ?? choice?.text)).join("");
}

/** An object, or an empty one for whatever else the text is. */
export function parsedObject(text: string): Members {
    try {
        const value: unknown = JSON.parse(text);
        return typeof value === "object" && value !== null ? (value as Members) : {};
    } catch {
        return {};
    }
}

/** Texts, those of lists, and those that stand in a message or in a part of one. */
function textsIn(value: unknown): string[] {
    if (typeof value === "string") return [value];
    if (Array.isArray(value)) return value.flatMap(textsIn);
    if (typeof value !== "object" || value === null) return [];
    const { content, text } = value as Members;
    return [...textsIn(content), ...textsIn(text)];
}

function count(value: unknown): number | undefined {
    return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
