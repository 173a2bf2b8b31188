import type { FastifyReply, FastifyRequest } from "fastify";
import { setTimeout as delay } from "node:timers/promises";
import { DatabricksError, nothingDeployed } from "./databricksError";
import type { EmulatedEndpoint } from "./endpoint";
import { eventStream } from "./eventStream";
import { checkFoundationInput } from "./foundationInput";
import {
    languageAnswer,
    protocolOf,
    type Protocol,
    shownUsage,
    speaks,
    streamedEvents,
    usageOf,
} from "./languageModel";
import { modelOutput } from "./modelOutput";
import type { PlannedCall } from "./plannedCall";
import { agentSignature } from "./scoring/agentSignatures";
import { checkJson, checkMediaType } from "./scoring/mediaType";
import { parsedObject, scoreBody, scoreForm } from "./scoring/scoringServer";
import { signatureOf } from "./scoring/signature";
import { alternatives, asObject, type ServedModel } from "./servedModels";
import type { WorkspaceState } from "./workspaceState";

/** What every language model of the emulator answers, as `modelOutput` says it too. */
const answerText = "emulated content 1";

type Input = Record<string, unknown>;
type Answer = { readonly events: readonly object[] } | { readonly json: unknown };

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
    const model = state.model(name, served);
    const respond = responder(endpoint.task, model, request.headers["content-type"], String(request.body ?? ""));
    const plan = state.planned.take(name);
    return send(respond, model.name, plan, reply);
}

/** Answers in a protocol, as a model of which no document says anything. @throws {DatabricksError} */
export async function languageReply(
    protocol: Protocol,
    model: string,
    input: Input,
    plan: PlannedCall,
    reply: FastifyReply,
): Promise<unknown> {
    const undocumented = { name: model, requestSchema: {}, responseSchema: {} };
    return send(() => spoken(protocol, undocumented, input, false), model, plan, reply);
}

async function send(respond: () => Answer, model: string, plan: PlannedCall, reply: FastifyReply): Promise<unknown> {
    await start(plan);
    reply.header("served-model-name", model);
    const answer = respond();
    if ("events" in answer) return reply.type("text/event-stream").send(eventStream(answer.events, plan));
    return reply.send(answer.json);
}

/** Checks the body as the server of the model does, and tells how it is answered. */
function responder(
    task: string | undefined,
    model: ServedModel,
    contentType: string | undefined,
    body: string,
): () => Answer {
    const protocol = protocolOf(task);
    const agent = protocol !== undefined && task!.startsWith("agent/");
    const tables = signatureOf(model.requestSchema);
    if (tables === undefined && !agent) {
        checkJson(contentType);
        return foundationModel(protocol, model, body);
    }
    checkMediaType(contentType);
    const input = parsedObject(body);
    const own = (agent ? agentSignature(protocol) : undefined) ?? {};
    if (protocol && speaks(protocol, input)) {
        const documented = documents(model, protocol);
        scoreBody(input, tables?.columns?.some(({ name }) => name in input) ? tables : own, protocol);
        return () => spoken(protocol, model, JSON.parse(body), documented);
    }
    return table(model, scoreForm(input, tables ?? own), input.stream === true);
}

function foundationModel(protocol: Protocol | undefined, model: ServedModel, body: string): () => Answer {
    parsedObject(body);
    const input: Input = JSON.parse(body);
    const documented = protocol === undefined || documents(model, protocol);
    const known = protocol !== undefined && speaks(protocol, input);
    const rows = documented || !known ? checkFoundationInput(body, model.requestSchema) : 1;
    if (known) return () => spoken(protocol, model, input, documented);
    return table(model, rows, input.stream === true);
}

function table(model: ServedModel, rows: number, stream: boolean): () => Answer {
    if (stream) {
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

function spoken(protocol: Protocol, model: ServedModel, input: Input, documented: boolean): Answer {
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
