import { OperationNames } from "./operationNames";
import { representations, response, withoutDefaults, parameterContract, SchemaNames } from "./contracts";
import { errorText, pointerTo, type Value } from "./reader";
import { components, recursiveSchemas } from "./schemas";

/** What an import makes of a document. */
export interface ImportedApi {
    readonly displayName: string;
    readonly description?: string;
    /** First https server of the document; absent where it has none. */
    readonly serviceUrl?: string;
    readonly operations: ImportedOperation[];
    /** The schemas of the API, inline ones of its operations included, by name. */
    readonly schemas?: Record<string, unknown>;
    /** Names of the tags that the import creates. */
    readonly tags: string[];
}

/** An operation as the service keeps it after the import of a document. */
export interface ImportedOperation {
    /** Resource name. */
    readonly name: string;
    readonly displayName: string;
    /** Upper case, e.g. `POST`. */
    readonly method: string;
    readonly urlTemplate: string;
    readonly description?: string;
    readonly templateParameters: object[];
    readonly request?: object;
    readonly responses: object[];
}

/** What of an import the request decides, beside the document. */
export interface ImportOptions {
    /** Where required query parameters go: into the URL template, or beside the optional ones. */
    readonly translateRequiredQueryParameters: "template" | "query";
    /** Milliseconds since 1970: an import makes dates of this year of some texts. @default Date.now */
    readonly now?: () => number;
}

const methods = ["get", "put", "post", "delete", "options", "head", "patch"];
/** Their bodies are dropped (import restrictions). */
const bodiless = new Set(["get", "head", "options"]);

/**
 * Turns a document that the reader and the rules passed into an API, by the documented import rules.
 * Apart from the one on operation ids, the texts of these errors are records
 * (`emulator/records/import`): the rules are documented, their messages are not.
 */
export function toApi(document: Value, options: ImportOptions): { api: ImportedApi } | { errors: string[] } {
    const build = new ApiBuild(document, options);
    const api = build.api();
    return build.errors.length > 0 ? { errors: build.errors } : { api };
}

class ApiBuild {
    readonly errors: string[] = [];
    private readonly names = new OperationNames();
    private readonly operationIds = new Set<string>();
    private readonly schemas: SchemaNames;

    constructor(
        private readonly document: Value,
        private readonly options: ImportOptions,
    ) {
        this.schemas = new SchemaNames(components(document, "schemas"));
    }

    api(): ImportedApi {
        const info = this.document.info as Value;
        this.errors.push(...recursiveSchemas(this.document));
        this.limit(String(info.title), 300, "API display name", ["info", "title"]);
        const operations = this.operations();
        return withoutDefaults({
            displayName: String(info.title),
            description: info.description as string | undefined,
            serviceUrl: this.serviceUrl(),
            operations,
            schemas: this.schemas.all(),
            tags: this.tags(),
        });
    }

    private serviceUrl(): string | undefined {
        const servers = (this.document.servers as Value[] | undefined) ?? [];
        servers.forEach((server, index) => {
            // Refused since September 2025 (service changelog; record server-localhost).
            if (isLocalhost(String(server.url))) {
                this.error("The server URL must not be localhost.", ["servers", String(index), "url"]);
            }
        });
        const index = servers.findIndex((server) => /^https:\/\//i.test(String(server.url)));
        const server = servers[index];
        if (!server) return undefined;
        const url = String(server.url);
        const place = ["servers", String(index)];
        if (server.variables || /[{}]/.test(url)) this.error("Server variables are not supported.", place);
        this.limit(url, 2000, "Service URL", [...place, "url"]);
        return url;
    }

    private operations(): ImportedOperation[] {
        const operations: ImportedOperation[] = [];
        for (const [path, item] of Object.entries(this.document.paths as Record<string, Value>)) {
            for (const method of methods) {
                const operation = item[method] as Value | undefined;
                if (operation) operations.push(this.operation(path, method, item, operation));
            }
        }
        return operations;
    }

    private operation(path: string, method: string, item: Value, operation: Value): ImportedOperation {
        const place = ["paths", path, method];
        const parameters = mergedParameters(item, operation);
        const inTemplate = parameters.filter(
            (parameter) => parameter.in === "path" || (this.asTemplate(parameter) && parameter.required === true),
        );
        const urlTemplate = template(path, inTemplate);
        this.checkTemplate(path, urlTemplate, inTemplate, place);
        const description = operation.description as string | undefined;
        if (description !== undefined)
            this.limit(description, 1000, "Operation description", [...place, "description"]);
        return withoutDefaults({
            name: this.resourceName(method, path, operation, place),
            displayName: displayName(method, path, operation),
            method: method.toUpperCase(),
            urlTemplate,
            description,
            templateParameters: inTemplate.map((parameter) => ({ ...parameterContract(parameter), required: true })),
            request: this.request(path, method, operation, parameters, inTemplate),
            responses: Object.entries((operation.responses as Record<string, Value> | undefined) ?? {}).flatMap(
                ([status, value]) => response(status, value, schemaPrefix(path, method), this.schemas),
            ),
        });
    }

    private asTemplate(parameter: Value): boolean {
        return parameter.in === "query" && this.options.translateRequiredQueryParameters === "template";
    }

    private resourceName(method: string, path: string, operation: Value, place: string[]): string {
        const id = operation.operationId as string | undefined;
        if (id !== undefined) {
            const folded = id.toLowerCase();
            if (this.operationIds.has(folded)) {
                this.errors.push(`Cannot have multiple operations with the same operationId: ${id}`);
            }
            this.operationIds.add(folded);
        }
        const name = this.names.claim(id ?? `${method} ${path}`);
        if (!name) this.error("No resource name can be made of the operationId.", [...place, "operationId"]);
        return name ?? "";
    }

    private request(
        path: string,
        method: string,
        operation: Value,
        parameters: Value[],
        taken: Value[],
    ): object | undefined {
        const body = bodiless.has(method) ? undefined : (operation.requestBody as Value | undefined);
        const queryParameters = parameters.filter(
            (parameter) => parameter.in === "query" && !taken.includes(parameter),
        );
        const headers = parameters.filter((parameter) => parameter.in === "header");
        const content = representations(body?.content, `${schemaPrefix(path, method)}Request`, this.schemas);
        if (!body && queryParameters.length === 0 && headers.length === 0) return undefined;
        return withoutDefaults({
            description: body?.description,
            queryParameters: queryParameters.map(parameterContract),
            headers: headers.map(parameterContract),
            representations: content,
        });
    }

    private checkTemplate(path: string, urlTemplate: string, inTemplate: Value[], place: string[]): void {
        this.limit(urlTemplate, 1000, "URL template", place);
        const seen = new Set<string>();
        for (const parameter of inTemplate) {
            const name = String(parameter.name).toLowerCase();
            if (seen.has(name)) {
                const message = `The name '${String(parameter.name)}' stands more than once in the URL template '${urlTemplate}', case ignored.`;
                this.error(message, place);
            }
            seen.add(name);
        }
        const placeholders = [...path.matchAll(/\{([^/{}]+)\}/g)].map((match) => match[1]!.toLowerCase());
        if (!placeholders.every((name) => seen.has(name))) {
            // Record placeholder-without-parameter.
            const message =
                "All template parameters used in the UriTemplate must be defined in the Operation, and vice-versa.";
            this.error(message, place);
        }
    }

    private tags(): string[] {
        const declared = ((this.document.tags as Value[] | undefined) ?? []).map((tag) => String(tag.name));
        const used = Object.values(this.document.paths as Record<string, Value>).flatMap((item) =>
            methods.flatMap((method) => ((item[method] as Value | undefined)?.tags as string[] | undefined) ?? []),
        );
        return [...new Set([...declared, ...used])];
    }

    private limit(text: string, length: number, what: string, place: string[]): void {
        if (text.length > length) this.error(`${what} is longer than ${length} characters.`, place);
    }

    private error(message: string, place: string[]): void {
        this.errors.push(errorText(message, pointerTo(place)));
    }
}

/** By its name alone: the emulated workspace, to which documents point, is at a loopback address. */
function isLocalhost(url: string): boolean {
    return URL.canParse(url) && new URL(url).hostname === "localhost";
}

/** An operation's parameters over those of its path. References are ignored, as are cookies (import restrictions). */
function mergedParameters(item: Value, operation: Value): Value[] {
    const merged = new Map<string, Value>();
    for (const source of [item.parameters, operation.parameters]) {
        for (const parameter of (source as Value[] | undefined) ?? []) {
            if (parameter.$ref === undefined)
                merged.set(`${String(parameter.in)} ${String(parameter.name)}`, parameter);
        }
    }
    return [...merged.values()];
}

function template(path: string, inTemplate: Value[]): string {
    const query = inTemplate
        .filter((parameter) => parameter.in === "query")
        .map((parameter) => `${String(parameter.name)}={${String(parameter.name)}}`);
    return query.length === 0 ? path : `${path}?${query.join("&")}`;
}

/** Without summary and operationId, its route (record operation-display-name). */
function displayName(method: string, path: string, operation: Value): string {
    const summary = operation.summary as string | undefined;
    if (summary && summary.length <= 300) return summary;
    const id = operation.operationId as string | undefined;
    return (id ?? `${path} - ${method.toUpperCase()}`).slice(0, 300);
}

/** Start of the names under which inline schemas are stored, e.g. `InvocationsPost` (record inline-schema-name). */
function schemaPrefix(path: string, method: string): string {
    const words = `${path} ${method}`.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
    return words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join("");
}
