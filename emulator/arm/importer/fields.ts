/**
 * What the importer's 3.0 reader knows, object by object (OpenAPI.NET 1.6, V3 deserializers). A key that is not
 * listed and does not start with `x-` is an error.
 */

/** How the value of a key is read. */
export type FieldKind =
    | "text"
    | "boolean"
    | "integer"
    | "decimal"
    | "uri"
    | "absoluteUri"
    | "any"
    | "anyList"
    | "texts"
    | "textMap"
    | "location"
    | "boolOrSchema"
    | "expression"
    | "expressionMap"
    | "securityRequirements"
    | { readonly one: ObjectName }
    | { readonly list: ObjectName }
    | { readonly map: ObjectName };

export type ObjectName =
    | "Document"
    | "Info"
    | "Contact"
    | "License"
    | "Server"
    | "ServerVariable"
    | "Components"
    | "Paths"
    | "PathItem"
    | "Operation"
    | "Parameter"
    | "Header"
    | "RequestBody"
    | "MediaType"
    | "Encoding"
    | "Responses"
    | "Response"
    | "Callback"
    | "Example"
    | "Link"
    | "Tag"
    | "ExternalDocs"
    | "Xml"
    | "Discriminator"
    | "SecurityScheme"
    | "OAuthFlows"
    | "OAuthFlow"
    | "Schema";

export interface ObjectKind {
    /** What the reader calls the object in `... must be a map/object`. */
    readonly calledAs: string;
    /** The folder of `#/components/<folder>/` that a `$ref` may name; absent where `$ref` is no reference. */
    readonly referTo?: string;
    readonly fields: Readonly<Record<string, FieldKind>>;
    /** Keys that are names, e.g. paths: which ones, and what stands there. */
    readonly pattern?: { readonly matches: (key: string) => boolean; readonly object: ObjectName };
    /** Keys that start with `x-` are taken. False for the one object that knows none. @default true */
    readonly extensible?: boolean;
}

const style = {
    description: "text",
    required: "boolean",
    deprecated: "boolean",
    allowEmptyValue: "boolean",
    allowReserved: "boolean",
    style: "text",
    explode: "boolean",
    schema: { one: "Schema" },
    content: { map: "MediaType" },
    examples: { map: "Example" },
    example: "any",
} as const;

export const objectKinds: Readonly<Record<ObjectName, ObjectKind>> = {
    Document: {
        calledAs: "document",
        fields: {
            openapi: "text",
            info: { one: "Info" },
            servers: { list: "Server" },
            paths: { one: "Paths" },
            components: { one: "Components" },
            tags: { list: "Tag" },
            externalDocs: { one: "ExternalDocs" },
            security: "securityRequirements",
        },
    },
    Info: {
        calledAs: "Info",
        fields: {
            title: "text",
            version: "text",
            description: "text",
            termsOfService: "uri",
            contact: { one: "Contact" },
            license: { one: "License" },
        },
    },
    Contact: { calledAs: "Contact", fields: { name: "text", email: "text", url: "uri" } },
    License: { calledAs: "License", fields: { name: "text", url: "uri" } },
    Server: {
        calledAs: "server",
        fields: { url: "text", description: "text", variables: { map: "ServerVariable" } },
    },
    ServerVariable: {
        calledAs: "serverVariable",
        fields: { enum: "texts", default: "text", description: "text" },
    },
    Components: {
        calledAs: "components",
        fields: {
            schemas: { map: "Schema" },
            responses: { map: "Response" },
            parameters: { map: "Parameter" },
            examples: { map: "Example" },
            requestBodies: { map: "RequestBody" },
            headers: { map: "Header" },
            securitySchemes: { map: "SecurityScheme" },
            links: { map: "Link" },
            callbacks: { map: "Callback" },
        },
    },
    Paths: {
        calledAs: "Paths",
        fields: {},
        pattern: { matches: (key) => key.startsWith("/"), object: "PathItem" },
    },
    PathItem: {
        calledAs: "PathItem",
        // Only a path item beside it could be meant, and 3.0 has no components for those.
        referTo: "pathItems",
        fields: {
            summary: "text",
            description: "text",
            get: { one: "Operation" },
            put: { one: "Operation" },
            post: { one: "Operation" },
            delete: { one: "Operation" },
            options: { one: "Operation" },
            head: { one: "Operation" },
            patch: { one: "Operation" },
            trace: { one: "Operation" },
            servers: { list: "Server" },
            parameters: { list: "Parameter" },
        },
    },
    Operation: {
        calledAs: "Operation",
        fields: {
            tags: "texts",
            summary: "text",
            description: "text",
            externalDocs: { one: "ExternalDocs" },
            operationId: "text",
            parameters: { list: "Parameter" },
            requestBody: { one: "RequestBody" },
            responses: { one: "Responses" },
            callbacks: { map: "Callback" },
            deprecated: "boolean",
            security: "securityRequirements",
            servers: { list: "Server" },
        },
    },
    Parameter: {
        calledAs: "parameter",
        referTo: "parameters",
        fields: { name: "text", in: "location", ...style },
    },
    Header: { calledAs: "header", referTo: "headers", fields: style },
    RequestBody: {
        calledAs: "requestBody",
        referTo: "requestBodies",
        fields: { description: "text", content: { map: "MediaType" }, required: "boolean" },
    },
    MediaType: {
        calledAs: "content",
        fields: {
            schema: { one: "Schema" },
            examples: { map: "Example" },
            example: "any",
            encoding: { map: "Encoding" },
        },
    },
    Encoding: {
        calledAs: "encoding",
        fields: {
            contentType: "text",
            headers: { map: "Header" },
            style: "text",
            explode: "boolean",
            allowReserved: "boolean",
        },
    },
    Responses: {
        calledAs: "Responses",
        fields: {},
        pattern: { matches: (key) => !key.startsWith("x-"), object: "Response" },
    },
    Response: {
        calledAs: "response",
        referTo: "responses",
        fields: {
            description: "text",
            headers: { map: "Header" },
            content: { map: "MediaType" },
            links: { map: "Link" },
        },
    },
    Callback: {
        calledAs: "callback",
        referTo: "callbacks",
        fields: {},
        pattern: { matches: (key) => !key.startsWith("x-"), object: "PathItem" },
    },
    Example: {
        calledAs: "example",
        referTo: "examples",
        fields: { summary: "text", description: "text", value: "any", externalValue: "text" },
    },
    Link: {
        calledAs: "link",
        referTo: "links",
        fields: {
            operationRef: "text",
            operationId: "text",
            parameters: "expressionMap",
            requestBody: "expression",
            description: "text",
            server: { one: "Server" },
        },
    },
    Tag: {
        calledAs: "tag",
        fields: { name: "text", description: "text", externalDocs: { one: "ExternalDocs" } },
    },
    ExternalDocs: { calledAs: "externalDocs", fields: { description: "text", url: "uri" } },
    Xml: {
        calledAs: "xml",
        fields: { name: "text", namespace: "absoluteUri", prefix: "text", attribute: "boolean", wrapped: "boolean" },
    },
    Discriminator: {
        calledAs: "discriminator",
        fields: { propertyName: "text", mapping: "textMap" },
        extensible: false,
    },
    SecurityScheme: {
        calledAs: "securityScheme",
        referTo: "securitySchemes",
        fields: {
            type: "text",
            description: "text",
            name: "text",
            in: "text",
            scheme: "text",
            bearerFormat: "text",
            openIdConnectUrl: "uri",
            flows: { one: "OAuthFlows" },
        },
    },
    OAuthFlows: {
        calledAs: "OAuthFlows",
        fields: {
            implicit: { one: "OAuthFlow" },
            password: { one: "OAuthFlow" },
            clientCredentials: { one: "OAuthFlow" },
            authorizationCode: { one: "OAuthFlow" },
        },
    },
    OAuthFlow: {
        calledAs: "OAuthFlow",
        fields: { authorizationUrl: "uri", tokenUrl: "uri", refreshUrl: "uri", scopes: "textMap" },
    },
    Schema: {
        calledAs: "schema",
        referTo: "schemas",
        fields: {
            title: "text",
            multipleOf: "decimal",
            maximum: "decimal",
            exclusiveMaximum: "boolean",
            minimum: "decimal",
            exclusiveMinimum: "boolean",
            maxLength: "integer",
            minLength: "integer",
            pattern: "text",
            maxItems: "integer",
            minItems: "integer",
            uniqueItems: "boolean",
            maxProperties: "integer",
            minProperties: "integer",
            required: "texts",
            enum: "anyList",
            type: "text",
            allOf: { list: "Schema" },
            oneOf: { list: "Schema" },
            anyOf: { list: "Schema" },
            not: { one: "Schema" },
            items: { one: "Schema" },
            properties: { map: "Schema" },
            additionalProperties: "boolOrSchema",
            description: "text",
            format: "text",
            default: "any",
            nullable: "boolean",
            discriminator: { one: "Discriminator" },
            readOnly: "boolean",
            writeOnly: "boolean",
            xml: { one: "Xml" },
            externalDocs: { one: "ExternalDocs" },
            example: "any",
            deprecated: "boolean",
        },
    },
};
