import type { WorkspaceClient } from "./client";
import { type ModelId, modelKey, sourceOf } from "./sources/sources";
import type { Workspace } from "./workspace";

/** How many models are read at once: so many that a hundred take seconds, and a workspace is not flooded. */
const width = 40;

/** A model that will be asked for. */
export interface Awaited {
    readonly id: ModelId;
    /** Path of a document to take in place of its own. */
    readonly file?: string;
}

/**
 * Reads models of a workspace before anybody asks for them. The engine checks one resource after the other, and each would
 * wait for calls of its own.
 *
 * What was read ahead is handed out once; who asks again gets what the workspace says then. What is asked for before its
 * turn is read at once: the engine checks resources in an order of its own.
 */
export class ReadAhead {
    private readonly readings = new Map<string, () => Promise<Answers>>();
    private readonly queue: (() => Promise<Answers>)[] = [];
    private lanes = 0;

    constructor(private readonly workspace: Workspace) {}

    /** @param models those that will be asked for; of several with one identity the first one counts */
    start(models: readonly Awaited[]): void {
        for (const model of models) {
            const key = modelKey(model.id);
            if (this.readings.has(key)) continue;
            const reading = once(() => answersTo(this.workspace, model));
            this.readings.set(key, reading);
            this.queue.push(reading);
        }
        while (this.lanes < width && this.queue.length > 0) void this.lane();
    }

    /** The workspace for one reading of a model: calls that were made ahead are answered at once. */
    async workspaceFor(id: ModelId): Promise<Workspace> {
        const key = modelKey(id);
        const reading = this.readings.get(key);
        if (!reading) return this.workspace;
        this.readings.delete(key);
        return { ...this.workspace, client: answering(this.workspace.client, await reading()) };
    }

    private async lane(): Promise<void> {
        this.lanes++;
        for (let next = this.queue.shift(); next; next = this.queue.shift()) await next();
        this.lanes--;
    }
}

/** What the workspace answered, or how a call failed, by path. */
type Answers = Map<string, Promise<string>>;

/** Reads a model and keeps every answer. What fails is said to whoever asks for it. */
async function answersTo(workspace: Workspace, { id, file }: Awaited): Promise<Answers> {
    const { client } = workspace;
    const answers: Answers = new Map();
    const keeping: WorkspaceClient = {
        ...client,
        call: (call) => {
            const answer = client.call(call);
            answer.catch(ignore);
            answers.set(call.path, answer);
            return answer;
        },
    };
    await sourceOf(id.kind)
        .read({ ...workspace, client: keeping }, id.name, { file })
        .catch(ignore);
    return answers;
}

/** A client that has some answers already. It serves one reading, so that none of them is handed out later. */
function answering(client: WorkspaceClient, answers: Answers): WorkspaceClient {
    return { ...client, call: (call) => answers.get(call.path) ?? client.call(call) };
}

function once<Value>(call: () => Promise<Value>): () => Promise<Value> {
    let value: Promise<Value> | undefined;
    return () => (value ??= call());
}

function ignore(): void {}
