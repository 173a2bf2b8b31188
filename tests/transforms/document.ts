import type { OpenAPIV3 } from "openapi-types";
import { Sanitized } from "../../transforms/convert/pipeline";

/** A 3.1 document whose one request body has `schema`. */
export function documentOf(schema: unknown, components: object = {}): object {
    return {
        openapi: "3.1.0",
        info: { title: "test", version: "1" },
        paths: {
            "/invocations": {
                post: {
                    operationId: "invoke",
                    requestBody: { content: { "application/json": { schema } } },
                    responses: { "200": { description: "Successful operation" } },
                },
            },
        },
        ...(Object.keys(components).length > 0 ? { components: { schemas: components } } : {}),
    };
}

/** What became of that schema. */
export function schemaOf({ document }: Sanitized): unknown {
    const body = document.paths["/invocations"]?.post?.requestBody as OpenAPIV3.RequestBodyObject;
    return body.content["application/json"]?.schema;
}
