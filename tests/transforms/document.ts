import type { OpenAPIV3 } from "openapi-types";
import { jsonText, parseJson } from "../../json/jsonText";
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

/** The document with an example beside its schema. */
export function withExample(document: object, example: unknown): object {
    const copy = parseJson(jsonText(document)) as { paths: { [path: string]: { post: { requestBody: Body } } } };
    copy.paths["/invocations"]!.post.requestBody.content["application/json"]!.example = example;
    return copy;
}

type Body = { content: { [type: string]: { example?: unknown } } };

/** What became of that schema. */
export function schemaOf({ document }: Sanitized): unknown {
    const body = document.paths["/invocations"]?.post?.requestBody as OpenAPIV3.RequestBodyObject;
    return body.content["application/json"]?.schema;
}
