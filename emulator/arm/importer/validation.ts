import { errorText, pointerTo, type Value } from "./reader";
import { childSchemas, components, resolveSchema } from "./schemas";

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
const componentKey = /^[a-zA-Z0-9.\-_]+$/;
const componentFolders = [
    "schemas",
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "headers",
    "securitySchemes",
    "links",
    "callbacks",
];

/**
 * The rules that OpenAPI.NET 1.6 checks once a document is read, in its order and with its texts.
 * Unlike the reader's, these pointers hold the index in a list.
 */
export function validate(document: Value): string[] {
    const validation = new Validation(document);
    validation.document();
    return validation.errors;
}

class Validation {
    readonly errors: string[] = [];

    constructor(private readonly root: Value) {}

    document(): void {
        const { info, servers, paths, externalDocs, tags } = this.root;
        this.required(this.root, [], "info", "document");
        this.required(this.root, [], "paths", "document");
        if (info) this.info(info as Value);
        this.servers(servers, ["servers"]);
        if (paths) this.paths(paths as Value);
        this.components();
        this.externalDocs(externalDocs, ["externalDocs"]);
        for (const [index, tag] of list(tags)) {
            this.required(tag, ["tags", index], "name", "tag");
            this.externalDocs(tag.externalDocs, ["tags", index, "externalDocs"]);
        }
    }

    private info(info: Value): void {
        this.required(info, ["info"], "title", "info");
        this.required(info, ["info"], "version", "info");
        const email = (info.contact as Value | undefined)?.email;
        if (typeof email === "string" && !/^[^@]+@[^@]+$/.test(email)) {
            this.error(`The string '${email}' MUST be in the format of an email address.`, [
                "info",
                "contact",
                "email",
            ]);
        }
        if (info.license) this.required(info.license as Value, ["info", "license"], "name", "license");
    }

    private servers(servers: unknown, path: string[]): void {
        for (const [index, server] of list(servers)) this.required(server, [...path, index], "url", "server");
    }

    private paths(paths: Value): void {
        const signatures = new Set<string>();
        for (const name of Object.keys(paths)) {
            const signature = name.replace(/\{[^/{}]+\}/g, "{}");
            if (signatures.has(signature)) {
                this.error(`The path signature '${signature}' MUST be unique.`, ["paths", name]);
            }
            signatures.add(signature);
        }
        for (const [name, item] of entries(paths)) this.pathItem(item, ["paths", name]);
    }

    private pathItem(item: Value, path: string[]): void {
        if (isReference(item)) return;
        this.servers(item.servers, [...path, "servers"]);
        this.parameters(item.parameters, [...path, "parameters"]);
        for (const method of methods) {
            if (item[method]) this.operation(item[method] as Value, [...path, method]);
        }
    }

    private operation(operation: Value, path: string[]): void {
        this.parameters(operation.parameters, [...path, "parameters"]);
        if (operation.requestBody) this.requestBody(operation.requestBody as Value, [...path, "requestBody"]);
        this.responses((operation.responses as Value | undefined) ?? {}, [...path, "responses"]);
        for (const [name, callback] of entries(operation.callbacks)) {
            this.callback(callback, [...path, "callbacks", name]);
        }
        this.externalDocs(operation.externalDocs, [...path, "externalDocs"]);
        this.servers(operation.servers, [...path, "servers"]);
    }

    private callback(callback: Value, path: string[]): void {
        if (isReference(callback)) return;
        for (const [expression, item] of entries(callback)) this.pathItem(item, [...path, expression]);
    }

    private parameters(parameters: unknown, path: string[]): void {
        for (const [index, parameter] of list(parameters)) this.parameter(parameter, [...path, index]);
    }

    private parameter(parameter: Value, path: string[]): void {
        if (isReference(parameter)) return;
        this.required(parameter, path, "name", "parameter");
        this.required(parameter, path, "in", "parameter");
        if (parameter.in === "path") {
            if (parameter.required !== true) {
                this.error('"required" must be true when parameter location is "path"', [...path, "required"]);
            }
            const name = String(parameter.name ?? "");
            const reusable = path[0] === "components";
            if (!reusable && !pointerTo(path).includes(`{${name}}`)) {
                const message = `Declared path parameter "${name}" needs to be defined as a path parameter at either the path or operation level`;
                this.error(message, [...path, "in"]);
            }
        }
        this.described(parameter, path);
    }

    /** What parameters and headers share. */
    private described(value: Value, path: string[]): void {
        if (value.schema) this.schema(value.schema as Value, [...path, "schema"]);
        this.content(value.content, [...path, "content"]);
    }

    private requestBody(body: Value, path: string[]): void {
        if (!isReference(body)) this.content(body.content, [...path, "content"]);
    }

    private responses(responses: Value, path: string[]): void {
        const keys = Object.keys(responses);
        if (keys.length === 0) this.error("Responses must contain at least one response", path);
        for (const key of keys) {
            if (key !== "default" && !/^[1-5](?:\d{2}|[xX]{2})$/.test(key)) this.error(responseKeyRule, [...path, key]);
        }
        for (const [key, response] of entries(responses)) this.response(response, [...path, key]);
    }

    private response(response: Value, path: string[]): void {
        if (isReference(response)) return;
        // One without a description gets an empty one since September 2025 (service changelog).
        this.content(response.content, [...path, "content"]);
        this.headers(response.headers, [...path, "headers"]);
        for (const [name, link] of entries(response.links)) {
            if (link.server) this.required(link.server as Value, [...path, "links", name, "server"], "url", "server");
        }
    }

    private headers(headers: unknown, path: string[]): void {
        for (const [name, header] of entries(headers)) {
            if (!isReference(header)) this.described(header, [...path, name]);
        }
    }

    private content(content: unknown, path: string[]): void {
        for (const [name, media] of entries(content)) {
            if (media.schema) this.schema(media.schema as Value, [...path, name, "schema"]);
            for (const [part, encoding] of entries(media.encoding)) {
                this.headers(encoding.headers, [...path, name, "encoding", part, "headers"]);
            }
        }
    }

    private components(): void {
        for (const folder of componentFolders) {
            for (const key of Object.keys(components(this.root, folder))) {
                if (componentKey.test(key)) continue;
                const message = `The key '${key}' in '${folder}' of components MUST match the regular expression '^[a-zA-Z0-9\\.\\-_]+$'.`;
                this.error(message, ["components"]);
            }
        }
        const each = (folder: string, check: (value: Value, path: string[]) => void): void => {
            for (const [key, value] of entries(components(this.root, folder)))
                check(value, ["components", folder, key]);
        };
        each("schemas", (schema, path) => {
            this.discriminator(schema, path);
            this.schema(schema, path);
        });
        each("callbacks", (callback, path) => this.callback(callback, path));
        each("parameters", (parameter, path) => this.parameter(parameter, path));
        each("headers", (header, path) => this.headers({ [path[2]!]: header }, path.slice(0, 2)));
        each("responses", (response, path) => this.response(response, path));
        each("requestBodies", (body, path) => this.requestBody(body, path));
    }

    private schema(schema: Value, path: string[]): void {
        if (isReference(schema)) return;
        this.externalDocs(schema.externalDocs, [...path, "externalDocs"]);
        for (const [inner, child] of childSchemas(schema)) this.schema(child, [...path, ...inner]);
    }

    /** Asked of named schemas only: an inline schema has no name that the text could hold. */
    private discriminator(schema: Value, path: string[]): void {
        if (isReference(schema) || !schema.discriminator) return;
        const property = (schema.discriminator as Value).propertyName;
        if (typeof property === "string" && property !== "" && this.requires(schema, property)) return;
        const message = `Schema ${path[2]} must contain property specified in the discriminator ${String(property ?? "")} in the required field list.`;
        this.error(message, [...path, "discriminator"]);
    }

    private requires(schema: Value, property: string): boolean {
        if ((schema.required as string[] | undefined)?.includes(property)) return true;
        const queue = combined(schema);
        const seen = new Set<Value>();
        for (let next = queue.shift(); next; next = queue.shift()) {
            const child = resolveSchema(this.root, next);
            if (!child || seen.has(child)) continue;
            seen.add(child);
            if (child.properties && Object.hasOwn(child.properties, property)) return true;
            if ((child.required as string[] | undefined)?.includes(property)) return true;
            queue.push(...combined(child));
        }
        return false;
    }

    private externalDocs(docs: unknown, path: string[]): void {
        if (docs) this.required(docs as Value, path, "url", "External Documentation");
    }

    private required(value: Value, path: string[], field: string, object: string): void {
        if (value[field] !== undefined) return;
        this.error(`The field '${field}' in '${object}' object is REQUIRED.`, [...path, field]);
    }

    private error(message: string, path: string[]): void {
        this.errors.push(errorText(message, pointerTo(path)));
    }
}

const responseKeyRule =
    "Responses key must be 'default', an HTTP status code, or one of the following strings representing a range of " +
    "HTTP status codes: '1XX', '2XX', '3XX', '4XX', '5XX' (case insensitive)";

function combined(schema: Value): Value[] {
    return ["oneOf", "anyOf", "allOf"].flatMap((key) => (schema[key] as Value[] | undefined) ?? []);
}

function isReference(value: Value): boolean {
    return typeof value.$ref === "string";
}

function entries(map: unknown): [string, Value][] {
    return Object.entries((map as Record<string, Value> | undefined) ?? {});
}

function list(values: unknown): [string, Value][] {
    return ((values as Value[] | undefined) ?? []).map((value, index) => [String(index), value]);
}
