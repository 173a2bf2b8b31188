import type { FastifyReply, FastifyRequest } from "fastify";
import { setTimeout as delay } from "node:timers/promises";
import { DatabricksError, nothingDeployed } from "./databricksError";
import type { EmulatedEndpoint } from "./endpoint";
import { eventStream } from "./eventStream";
import {
    languageAnswer,
    protocolOf,
    type Protocol,
    shownUsage,
    speaks,
    streamedEvents,
    usageOf,
} from "./languageModel";
import { checkInput, parsedInput } from "./modelInput";
import { modelOutput } from "./modelOutput";
import type { PlannedCall } from "./plannedCall";
import { alternatives, asObject, type ServedModel } from "./servedModels";
import type { WorkspaceState } from "./workspaceState";

/** What every language model of the emulator answers, as `modelOutput` says it too. */
const answerText = "emulated content 1";

type Input = Record<string, unknown>;

/** Answers a call of a model whose caller is known to be allowed. @throws {DatabricksError} */
export async function invoke(
    state: WorkspaceState,
    endpoint: EmulatedEndpoint,
    request: FastifyRequest<{ Params: { name: string; served?: string } }>,
    reply: FastifyReply,
): Promise<unknown> {
    const { name, served } = request.params;
    if (endpoint.pending_config && endpoint.config.served_entities.length === 0) throw nothingDeployed();
    // A stopped endpoint answers 400 (documentation, "Manage model serving endpoints").
    if (endpoint.state.ready !== "READY")
        throw new DatabricksError(400, "BAD_REQUEST", `Endpoint '${name}' is not ready.`);
    const type = request.headers["content-type"] ?? "";
    if (!/^application\/json\s*(?:;|$)/i.test(type)) {
        const message = `This predictor only supports the following content types: Types: ['application/json']. Got '${type}'.`;
        throw new DatabricksError(415, "BAD_REQUEST", message);
    }
    const model = state.model(name, served);
    const respond = responder(protocolOf(endpoint.task), model, String(request.body ?? ""));
    const plan = state.planned.take(name);
    await start(plan);
    reply.header("served-model-name", model.name);
    const answer = respond();
    if ("events" in answer) return reply.type("text/event-stream").send(eventStream(answer.events, plan));
    return reply.send(answer.json);
}

/** Checks the body, and tells how it will be answered. */
function responder(
    protocol: Protocol | undefined,
    model: ServedModel,
    body: string,
): () => { events: readonly object[] } | { json: unknown } {
    if (protocol) {
        const input = parsedInput(body);
        const documented = documents(model, protocol);
        if (documented) checkInput(body, model.requestSchema);
        if (speaks(protocol, input)) return () => spoken(protocol, model, input, documented);
    }
    const { rows, input } = checkInput(body, model.requestSchema);
    if (input.stream === true) {
        // Record tables-do-not-stream.
        throw new DatabricksError(400, "BAD_REQUEST", "This endpoint does not support streaming.");
    }
    return () => ({ json: modelOutput(model.responseSchema, rows, model.name) });
}

/**
 * Whether the document shows the protocol. That of an older agent shows MLflow's tables, and some have none; their
 * models take their protocol all the same.
 */
function documents({ requestSchema }: ServedModel, protocol: Protocol): boolean {
    return alternatives(requestSchema).some(({ properties }) => speaks(protocol, asObject(properties)));
}

function spoken(protocol: Protocol, model: ServedModel, input: Input, documented: boolean) {
    const usage = usageOf(protocol, input, answerText);
    if (input.stream === true) return { events: streamedEvents(protocol, model.name, answerText, usage) };
    if (!documented) return { json: languageAnswer(protocol, model.name, answerText, usage) };
    const rows = Array.isArray(input.input) ? input.input.length : 1;
    const answer = modelOutput(model.responseSchema, rows, model.name);
    return { json: { ...asObject(answer), usage: shownUsage(protocol, usage) } };
}

async function start({ start: gate, startMs }: PlannedCall): Promise<void> {
    await gate?.pass();
    if (startMs !== undefined) await delay(startMs);
}
