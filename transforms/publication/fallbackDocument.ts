import type { OpenAPIV3 } from "openapi-types";
import { EndpointMetadata } from "./endpointMetadata";
import { stablePath } from "./routes";
import { taskOf } from "./tasks/taskOf";

/**
 * The document of an endpoint that serves none of its own: what its task says of requests and answers. It takes whatever
 * endpoints of this task take; what this one's model wants beside that, nobody said.
 *
 * @param url where the endpoint answers, without `/invocations`
 */
export function fallbackDocument(endpoint: EndpointMetadata, url: string): OpenAPIV3.Document {
    const { request, response, example } = taskOf(endpoint);
    return {
        openapi: "3.0.3",
        info: { title: endpoint.name, version: "1" },
        servers: [{ url }],
        paths: {
            [stablePath]: {
                post: {
                    operationId: "invoke",
                    requestBody: {
                        required: true,
                        content: { "application/json": { schema: request, ...(example && { example }) } },
                    },
                    responses: {
                        "200": {
                            description: "The model's answer.",
                            content: { "application/json": { schema: response } },
                        },
                    },
                },
            },
        },
    };
}
