import { type ServingEndpoint, WorkspaceClient } from "./client";

/** How many calls are made at once: so many that a hundred endpoints take seconds, and a workspace is not flooded. */
const width = 40;

/**
 * A client that may read endpoints and their documents before anybody asks for them. The engine checks one resource after
 * the other, and each would wait for two calls of its own.
 *
 * What was read ahead is handed out once; who asks again gets what the workspace says then.
 */
export class ReadAheadClient extends WorkspaceClient {
    private readonly endpoints = new Map<string, Promise<ServingEndpoint>>();
    private readonly documents = new Map<string, Promise<string>>();

    /** @param endpoints those that will be asked for; `withDocument` is false where only the endpoint itself will be */
    readAhead(endpoints: readonly { readonly name: string; readonly withDocument: boolean }[]): void {
        const lanes = Array.from({ length: width }, () => Promise.resolve());
        let calls = 0;
        const inTurn = <Value>(call: () => Promise<Value>): Promise<Value> => {
            const lane = calls++ % width;
            const value = lanes[lane]!.then(call);
            // What failed is said to who asks for it.
            lanes[lane] = value.then(ignore, ignore);
            return value;
        };
        for (const { name, withDocument } of endpoints) {
            this.endpoints.set(
                name,
                inTurn(() => super.getServingEndpoint(name)),
            );
            if (!withDocument) continue;
            this.documents.set(
                name,
                inTurn(() => super.getOpenApi(name)),
            );
        }
    }

    override getServingEndpoint(name: string): Promise<ServingEndpoint> {
        return taken(this.endpoints, name) ?? super.getServingEndpoint(name);
    }

    override getOpenApi(name: string): Promise<string> {
        return taken(this.documents, name) ?? super.getOpenApi(name);
    }
}

function taken<Value>(values: Map<string, Value>, name: string): Value | undefined {
    const value = values.get(name);
    values.delete(name);
    return value;
}

function ignore(): void {}
