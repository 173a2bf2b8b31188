import type { WorkspaceCall, WorkspaceClient } from "./client";
import { type ModelId, modelKey, sourceOf } from "./sources/sources";
import type { Workspace } from "./workspace";

/** How many models are read at once: so many that a hundred take seconds, and a workspace is not flooded. */
const width = 40;

/** A model that will be asked for. */
export interface Awaited {
    readonly id: ModelId;
    /** What its settings say of its document, as `ReadOptions`. */
    readonly document?: string;
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
    /** Models whose rights are not read yet. */
    private readonly unreviewed = new Map<string, ModelId>();
    private lanes = 0;

    constructor(private readonly workspace: Workspace) {}

    /** @param models those that will be asked for; of several with one identity the first one counts */
    start(models: readonly Awaited[]): void {
        for (const model of models) {
            const { id, document } = model;
            const key = modelKey(id);
            if (this.readings.has(key)) continue;
            if (sourceOf(id.kind).rights) this.unreviewed.set(key, id);
            this.add(key, new Map(), (workspace) => sourceOf(id.kind).read(workspace, id.name, { document }));
        }
        this.work();
    }

    /** The workspace for one reading of a model: calls that were made ahead are answered at once. */
    workspaceFor(id: ModelId): Promise<Workspace> {
        return this.workspaceWith(modelKey(id));
    }

    /**
     * The same for one reading of who may call it. With the first one, the rights on all models are read that are read
     * ahead, each schema and each catalog once.
     */
    rightsWorkspaceFor(id: ModelId, applicationId: string): Promise<Workspace> {
        const answers: Answers = new Map();
        for (const [key, { kind, name }] of this.unreviewed) {
            this.add(rightsOf(key), answers, (workspace) =>
                sourceOf(kind).rights!.lacking(workspace, name, applicationId),
            );
        }
        this.unreviewed.clear();
        this.work();
        return this.workspaceWith(rightsOf(modelKey(id)));
    }

    private add(key: string, answers: Answers, read: (workspace: Workspace) => Promise<unknown>): void {
        const reading = once(() => answersTo(this.workspace, answers, read));
        this.readings.set(key, reading);
        this.queue.push(reading);
    }

    private work(): void {
        while (this.lanes < width && this.queue.length > 0) void this.lane();
    }

    private async workspaceWith(key: string): Promise<Workspace> {
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

function rightsOf(key: string): string {
    return `rights on ${key}`;
}

/** What was answered, or how a call failed, by the place that was called. */
type Answers = Map<string, Promise<string>>;

/** Reads something and keeps every answer, those that are there already included. What fails is said to whoever asks for it. */
async function answersTo(
    workspace: Workspace,
    answers: Answers,
    read: (workspace: Workspace) => Promise<unknown>,
): Promise<Answers> {
    const { client } = workspace;
    const keeping: WorkspaceClient = {
        ...client,
        call: (call) => {
            const answer = answers.get(placeOf(call)) ?? client.call(call);
            answer.catch(ignore);
            answers.set(placeOf(call), answer);
            return answer;
        },
    };
    await read({ ...workspace, client: keeping }).catch(ignore);
    return answers;
}

/** A client that has some answers already. It serves one reading, so that none of them is handed out later. */
function answering(client: WorkspaceClient, answers: Answers): WorkspaceClient {
    return { ...client, call: (call) => answers.get(placeOf(call)) ?? client.call(call) };
}

function placeOf({ at, path }: WorkspaceCall): string {
    return `${at?.origin ?? ""}${path}`;
}

function once<Value>(call: () => Promise<Value>): () => Promise<Value> {
    let value: Promise<Value> | undefined;
    return () => (value ??= call());
}

function ignore(): void {}
