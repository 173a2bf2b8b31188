import type { OpenAPIV3 } from "openapi-types";
import { Change } from "../change";
import { JsonObject, setKey, withKeys } from "../jsonObject";
import { operations } from "../operations";
import { under } from "../pointer";

type Schema = OpenAPIV3.SchemaObject;
type Document = OpenAPIV3.Document;

/**
 * A request body that is `oneOf` several objects of which none requires anything accepts no object at all: each object
 * that one of them accepts, the others accept too. Databricks writes the forms of input like that and means `anyOf`.
 */
export function overlappingInputs(document: Document, report: Change[]): Document {
    return operations.map(document, (operation, place) => {
        const body = operation.requestBody as OpenAPIV3.RequestBodyObject | undefined;
        if (body?.content === undefined) return operation;
        let content = body.content;
        for (const [type, media] of Object.entries(body.content)) {
            const schema = named(media.schema, document);
            if (schema?.oneOf === undefined || schema.anyOf !== undefined) continue;
            if (schema.oneOf.filter((branch) => acceptsEmpty(named(branch, document))).length < 2) continue;
            const { oneOf, ...rest } = schema;
            const detail = "The alternatives overlap, so that no object is exactly one of them; anyOf accepts each.";
            const pointer = under(under(under(under(place.pointer, "requestBody"), "content"), type), "schema");
            report.push({ pointer, construct: "oneOf", effect: "loosened", detail });
            if (content === body.content) content = { ...content };
            setKey(content as JsonObject, type, withKeys(media, { schema: withKeys(rest, { anyOf: oneOf }) }));
        }
        return content === body.content ? operation : withKeys(operation, { requestBody: withKeys(body, { content }) });
    });
}

function named(schema: Schema | OpenAPIV3.ReferenceObject | undefined, document: Document): Schema | undefined {
    if (schema === undefined || !("$ref" in schema)) return schema;
    return document.components?.schemas?.[schema.$ref.slice("#/components/schemas/".length)] as Schema | undefined;
}

/** Whether `{}` is accepted for certain. Where it takes more than a look to tell, the answer is no. */
function acceptsEmpty(schema: Schema | undefined): boolean {
    if (schema === undefined || (schema.type !== undefined && schema.type !== "object")) return false;
    const decides = ["required", "minProperties", "enum", "not", "allOf", "anyOf", "oneOf", "$ref"];
    return !decides.some((keyword) => keyword in schema);
}
