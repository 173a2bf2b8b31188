import type { OpenAPIV3 } from "openapi-types";
import { canonical } from "../../canonical";
import { isObject, withKeys } from "../../jsonObject";
import { type Operation, operations } from "../../operations";
import { withoutTags } from "../../withoutTags";
import type { CallersFacts } from "./callersFacts";
import { callersSecurity } from "./callersSecurity";
import { forGenerators } from "./forGenerators";
import { Names } from "./names";

const json = "application/json";

/**
 * The document that callers read and generate clients from, of one that is published. API Management's importer takes
 * servers, security and operation ids from its own resources; callers have nothing but the document.
 *
 * - The gateway is the server, and what it asks for are security schemes.
 * - Operation ids have letters, digits, `-` and `_` only, and are unique in the service: tools name functions by them.
 * - Requests and answers are components with names, their examples inside, in shapes that generators read (`forGenerators`).
 * - Each operation says what the endpoint is for. An answer with JSON is JSON only: a stream is told of in words, because
 *   clients would get one type for both.
 *
 * @param published importable, as the stack publishes it; not changed
 */
export function callersDocument(published: OpenAPIV3.Document, facts: CallersFacts): OpenAPIV3.Document {
    const { schemes, security } = callersSecurity(facts.needs);
    const schemas = new Names(published.components?.schemas ?? {});
    const ids = new Names<true>({});
    const purpose = published.info.description ?? "";
    const document = operations.map(published, (operation) => {
        const name = pascal(operation.operationId ?? "call");
        const read = withoutStream(operation);
        return {
            ...withNamedBodies(read, name, schemas),
            operationId: operationId(facts.apiId, operation.operationId ?? "call", ids),
            description: [purpose, operation.description].filter(Boolean).join("\n\n"),
            ...withVersion(operation, facts),
        };
    });
    const tags = [{ name: published.info.title, description: withoutTags(purpose) }];
    return canonical({
        ...document,
        servers: [{ url: facts.url }],
        security,
        tags,
        paths: operations.map(document, (operation) => withKeys(operation, { tags: [published.info.title] })).paths,
        components: {
            ...document.components,
            schemas: forGenerators(schemas.all),
            ...(Object.keys(schemes).length > 0 && { securitySchemes: schemes }),
        },
    }) as OpenAPIV3.Document;
}

/**
 * An id that no other API of the service has: the last `_` ends the API's identifier, because what follows has none.
 * Letters, digits, `-` and `_` are what all tools take.
 */
function operationId(apiId: string, id: string, ids: Names<true>): string {
    const own = id.replace(/[^A-Za-z0-9-]+/g, "-");
    return ids.add(`${apiId.replace(/[^A-Za-z0-9_-]+/g, "-")}_${own}`, true, "-");
}

/** `invoke-feedback` as `InvokeFeedback`. */
function pascal(id: string): string {
    const words = id.split(/[^A-Za-z0-9]+/).filter(Boolean);
    const name = words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join("");
    return /^[A-Za-z]/.test(name) ? name : `Call${name}`;
}

function withVersion(operation: Operation, { needs: { version } }: CallersFacts): Partial<Operation> {
    if (!version) return {};
    const { name, value } = version;
    const schema: OpenAPIV3.SchemaObject = { type: "string", enum: [value] };
    const parameter = { name, in: version.in, required: true, description: "The version of the API.", schema };
    return { parameters: [...(operation.parameters ?? []), parameter] };
}

function withoutStream(operation: Operation): Operation {
    const responses = Object.entries(operation.responses).map(([status, response]) => {
        if (!("content" in response) || response.content?.[json] === undefined) return [status, response];
        return [status, { ...response, content: { [json]: response.content[json] } }];
    });
    return { ...operation, responses: Object.fromEntries(responses) };
}

function withNamedBodies(operation: Operation, name: string, schemas: Names<Schema>): Operation {
    const { requestBody, responses } = operation;
    const ok = responses["200"];
    return {
        ...operation,
        ...(requestBody && { requestBody: named(requestBody, `${name}Request`, schemas) }),
        ...(ok && { responses: { ...responses, "200": named(ok, `${name}Response`, schemas) } }),
    };
}

type Schema = OpenAPIV3.SchemaObject | OpenAPIV3.ReferenceObject;

/** A body whose schema is a component, with the example in it: generators and readers find both under one name. */
function named<Body extends { content?: Record<string, OpenAPIV3.MediaTypeObject> } | OpenAPIV3.ReferenceObject>(
    body: Body,
    name: string,
    schemas: Names<Schema>,
): Body {
    const media = "content" in body ? body.content?.[json] : undefined;
    if (media?.schema === undefined || "$ref" in media.schema) return body;
    const { example, examples, schema, ...rest } = media;
    const first = Object.values(examples ?? {}).find(isObject) as OpenAPIV3.ExampleObject | undefined;
    const shown = example ?? first?.value ?? schema.example;
    const component = shown === undefined ? schema : withKeys(schema, { example: shown });
    const reference = { $ref: `#/components/schemas/${schemas.add(name, component)}` };
    return { ...body, content: { [json]: { ...rest, schema: reference } } };
}
