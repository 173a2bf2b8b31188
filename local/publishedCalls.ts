import type { OpenAPIV3 } from "openapi-types";
import { Agent, request } from "undici";
import { jsonText, parseJson } from "../json/jsonText";

/** One operation of a published API, ready to be called. */
export interface PublishedCall {
    readonly endpoint: string;
    readonly method: "GET" | "POST";
    readonly url: string;
    /** A body that fits the published contract. Absent where there is none. */
    readonly body?: string;
}

/** How a call of a published API ended. */
export interface CallResult {
    readonly status: number;
    readonly body: string;
    readonly milliseconds: number;
}

/** What a subscriber of every published API can call, read from the stack's state alone. */
export function publishedCalls(state: string, outputs: Record<string, unknown>): PublishedCall[] {
    const endpoints = outputs.endpoints as Record<string, { url: string }>;
    const documents = new Map<string, OpenAPIV3.Document>();
    for (const resource of JSON.parse(state).deployment.resources) {
        if (String(resource.type).endsWith(":EndpointSpec")) {
            documents.set(resource.outputs.endpoint, parseJson(resource.outputs.document) as OpenAPIV3.Document);
        }
    }
    return Object.entries(endpoints).flatMap(([endpoint, { url }]) => {
        const document = documents.get(endpoint)!;
        // What a parameter stands for is the caller's to say.
        const paths = Object.entries(document.paths).filter(([path]) => !path.includes("{"));
        return paths.map(([path, item]): PublishedCall => {
            const at = { endpoint, url: url + path };
            if (!item!.post) return { ...at, method: "GET" };
            return { ...at, method: "POST", body: jsonText(example(item!.post)) };
        });
    });
}

/** Calls as a subscriber does, with the key in the header. */
export async function call(target: PublishedCall, key: string, ca: string): Promise<CallResult> {
    const started = performance.now();
    const agent = new Agent({ connect: { ca } });
    try {
        const response = await request(target.url, {
            dispatcher: agent,
            method: target.method,
            headers: { "content-type": "application/json", "ocp-apim-subscription-key": key },
            body: target.body,
        });
        const body = await response.body.text();
        return { status: response.statusCode, body, milliseconds: Math.round(performance.now() - started) };
    } finally {
        await agent.close();
    }
}

/** The contract's own example: what a caller would copy. */
function example(operation: OpenAPIV3.OperationObject): unknown {
    const body = operation.requestBody as OpenAPIV3.RequestBodyObject;
    return body.content["application/json"]!.example;
}
