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

/** An object of OpenAPI that the reader knows. Each has a row in `objectKinds`. */
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

/** What the reader accepts in an object of OpenAPI, and how it calls it in its errors. */
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
