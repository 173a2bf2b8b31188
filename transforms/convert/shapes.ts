import type { OpenAPIV3 } from "openapi-types";
import { sortedKeys } from "../canonical";
import type { Conversion } from "./conversion";
import { oneDescription, oneKindOfExample } from "./describedValues";
import { inPlaceOf30, parameterList } from "./laterParameters";
import { isObject, JsonObject, setKey, withKeys } from "../jsonObject";
import { methods, OperationPlace } from "../operations";
import { under } from "../pointer";
import { externalDocs } from "./schemas/schemaParts";
import {
    anything,
    dropped,
    email,
    flag,
    inlined,
    list,
    map,
    movedTo,
    object,
    oneOf,
    Reader,
    text,
    uri,
    words,
} from "./readers";

type PathItem = OpenAPIV3.PathItemObject;

/**
 * The objects of OpenAPI 3.0 as the importer reads them (OpenAPI.NET 1.6, V3 deserializers). What API Management
 * ignores (API import restrictions) and what would only carry more of 3.1 into the document is dropped.
 */
const ignored = dropped("API Management ignores it.");

const inPlace = dropped("API Management ignores it here. What is used is inlined where it is used.");

const schema: Reader = (value, pointer, conversion) => conversion.schemas.convert(value, pointer);

const flat = dropped("Tags of 3.0 have no order or kind.");

const info = object({
    title: words,
    version: words,
    description: words,
    termsOfService: uri,
    contact: object({ name: words, email, url: uri }),
    license: object({ name: words, url: uri }, ["name"]),
});

const server = object(
    {
        url: text,
        description: words,
        variables: dropped("The URL does not use them."),
        name: dropped("3.0 has no names of servers."),
    },
    ["url"],
);

const example = inlined(
    "example",
    movedTo(
        "dataValue",
        "value",
        object({
            summary: words,
            description: words,
            value: anything,
            externalValue: uri,
            serializedValue: dropped("3.0 has the value only, not how it is written."),
        }),
    ),
);

// A media type and a header hold each other (an encoding has headers), so one of them is looked up when it is needed.
const headers: Reader = (value, pointer, conversion) => map(header)(value, pointer, conversion);

// The JSON Schema of OpenAPI 3.0.3 allows no extensions in this one.
const encoding = object(
    {
        contentType: text,
        headers,
        style: oneOf("form", "spaceDelimited", "pipeDelimited", "deepObject"),
        explode: flag,
        allowReserved: flag,
    },
    [],
    false,
);

const itemsOnly = dropped(
    "3.0 describes a stream as a whole, not each of its items. They may be anything.",
    "loosened",
);

const mediaType = inlined(
    "mediaType",
    oneKindOfExample(
        object({
            schema,
            example: anything,
            examples: map(example),
            encoding: map(encoding),
            itemSchema: itemsOnly,
            itemEncoding: dropped("3.0 has no encoding of items."),
            prefixEncoding: dropped("3.0 has no encoding by position."),
        }),
    ),
    false,
);

const content = map(mediaType);

const described = {
    description: words,
    required: flag,
    deprecated: flag,
    allowEmptyValue: flag,
    explode: flag,
    allowReserved: flag,
    schema,
    content,
    example: anything,
    examples: map(example),
};

const header = inlined("header", oneDescription(object({ ...described, style: oneOf("simple") })));

const parameter = inlined(
    "parameter",
    inPlaceOf30(
        oneDescription(
            object({ name: text, in: oneOf("path", "query", "header"), style: text, ...described }, ["name", "in"]),
        ),
    ),
);

const requestBody = inlined("requestBody", object({ description: words, content, required: flag }, ["content"]));

const response = inlined(
    "response",
    movedTo("summary", "description", object({ description: words, headers, content, links: ignored })),
);

const operation = object({
    tags: list(words),
    summary: words,
    description: words,
    externalDocs,
    operationId: text,
    parameters: parameterList(parameter),
    requestBody,
    responses: map(response, true),
    callbacks: ignored,
    deprecated: flag,
    security: ignored,
    servers: ignored,
});

const pathItem = inlined(
    "pathItem",
    object({
        summary: words,
        description: words,
        get: operation,
        put: operation,
        post: operation,
        delete: operation,
        options: operation,
        head: operation,
        patch: operation,
        trace: ignored,
        query: dropped("3.0 has no method QUERY. The operation is not published."),
        additionalOperations: dropped("3.0 has no methods but its own. These operations are not published."),
        servers: ignored,
        parameters: parameterList(parameter),
    }),
);

/** The paths. Each operation goes on as soon as it is read, which is why they are no `map`. */
const paths: Reader = (value, pointer, conversion) => {
    const result: JsonObject = {};
    for (const path of sortedKeys(value as JsonObject)) {
        let item = (value as JsonObject)[path];
        if (!path.startsWith("x-")) {
            const read = pathItem(item, under(pointer, path), conversion);
            item = isObject(read) ? withOperations(read as PathItem, path, conversion) : read;
        }
        if (item !== undefined) setKey(result, path, item);
    }
    return result;
};

function withOperations(item: PathItem, path: string, conversion: Conversion): PathItem {
    let result = item;
    for (const method of methods) {
        const operation = item[method as OpenAPIV3.HttpMethods];
        if (operation === undefined) continue;
        const converted = conversion.operations.convert(operation, new OperationPlace(path, method));
        if (converted !== operation) result = withKeys(result, { [method]: converted });
    }
    return result;
}

/** The document. Its schemas are converted apart from it, because they are what references lead to. */
export const document = object({
    openapi: text,
    info,
    servers: list(server),
    paths,
    components: object({
        schemas: () => undefined,
        securitySchemes: ignored,
        responses: inPlace,
        parameters: inPlace,
        examples: inPlace,
        requestBodies: inPlace,
        headers: inPlace,
        links: inPlace,
        callbacks: inPlace,
        pathItems: inPlace,
        mediaTypes: inPlace,
    }),
    tags: list(
        movedTo(
            "summary",
            "description",
            object({ name: words, description: words, externalDocs, parent: flat, kind: flat }, ["name"]),
        ),
    ),
    $self: dropped("References within the document do not need it."),
    externalDocs,
    security: ignored,
    webhooks: dropped("3.0 has no webhooks, and API Management makes no such calls."),
    "x-ms-paths": dropped("API Management would import these paths too, unconverted."),
    "x-servers": dropped("API Management would take its servers from here."),
});
