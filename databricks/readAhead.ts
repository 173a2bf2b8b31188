import { type ServingEndpoint, WorkspaceClient } from "./client";

/** How many calls are made at once: so many that a hundred endpoints take seconds, and a workspace is not flooded. */
const width = 40;

/**
 * A client that may read endpoints and their documents before anybody asks for them. The engine checks one resource after
 * the other, and each would wait for two calls of its own.
 *
 * What was read ahead is handed out once; who asks again gets what the workspace says then. What is asked for before its
 * turn is read at once: the engine checks resources in an order of its own.
 */
export class ReadAheadClient extends WorkspaceClient {
    private readonly endpoints = new Map<string, () => Promise<ServingEndpoint>>();
    private readonly documents = new Map<string, () => Promise<string>>();

    /** @param endpoints those that will be asked for; `withDocument` is false where only the endpoint itself will be */
    readAhead(endpoints: readonly { readonly name: string; readonly withDocument: boolean }[]): void {
        for (const { name, withDocument } of endpoints) {
            this.endpoints.set(
                name,
                once(() => super.getServingEndpoint(name)),
            );
            if (withDocument)
                this.documents.set(
                    name,
                    once(() => super.getOpenApi(name)),
                );
        }
        const calls = endpoints.flatMap(({ name }) => [this.endpoints.get(name), this.documents.get(name)]).values();
        for (let lane = 0; lane < width; lane++) void readAll(calls);
    }

    override getServingEndpoint(name: string): Promise<ServingEndpoint> {
        // Who asks for an endpoint asks for its document next; what fails is said then.
        this.documents.get(name)?.().catch(ignore);
        return taken(this.endpoints, name)?.() ?? super.getServingEndpoint(name);
    }

    override getOpenApi(name: string): Promise<string> {
        return taken(this.documents, name)?.() ?? super.getOpenApi(name);
    }
}

/** Shared by several, who make one call after the other, it ends when all calls are made. */
async function readAll(calls: Iterator<(() => Promise<unknown>) | undefined>): Promise<void> {
    for (let next = calls.next(); !next.done; next = calls.next()) await next.value?.().catch(ignore);
}

function once<Value>(call: () => Promise<Value>): () => Promise<Value> {
    let value: Promise<Value> | undefined;
    return () => (value ??= call());
}

function taken<Value>(values: Map<string, Value>, name: string): Value | undefined {
    const value = values.get(name);
    values.delete(name);
    return value;
}

/** What failed is said to who asks for it. */
function ignore(): void {}
