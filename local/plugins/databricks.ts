import { propertyChanges } from "./difference";
import { FUNCTIONS, RESOURCES, type Workspace } from "./databricksResources";
import { HttpClient, type Answer, type Sleep } from "./http";
import type { CheckFailure, Plugin, PropertyMap, ResourceRequest } from "./plugin";

/** Where the workspace is, and who calls it. */
export interface DatabricksOptions {
    /** The workspace's address: https, or http on this machine. */
    readonly host: string;
    readonly token: string;
    readonly sleep?: Sleep;
}

/**
 * Stands in for the databricks plugin where it cannot be had: the resources and functions of the two tables in `databricksResources.ts`.
 * Signs in with a token: that of its environment, or one of an explicit provider, which may be of another workspace.
 */
export class Databricks implements Plugin {
    private http: HttpClient;
    private readonly workspace: Workspace;

    constructor(
        readonly version: string,
        private options: DatabricksOptions,
    ) {
        this.http = clientOf(options);
        this.workspace = {
            call: async (method, path, body) => {
                const answer = await this.http.send(method, path, body);
                if (answer.status === 404) return undefined;
                if (answer.status >= 300) throw new Error(`${method} ${path} answered ${refusal(answer)}`);
                if (answer.text === "" || typeof answer.json === "object") return (answer.json ?? {}) as PropertyMap;
                throw new Error(`${method} ${path} answered ${answer.status} with something that is not JSON`);
            },
        };
    }

    /** @throws the provider is for another workspace without a token of it: that of the environment is never sent there */
    configure(variables: Readonly<Record<string, string>>): void {
        const host = variables["databricks:config:host"] ?? this.options.host;
        const isOwn = URL.canParse(host) && new URL(host).origin === new URL(this.options.host).origin;
        const token = variables["databricks:config:token"] ?? (isOwn ? this.options.token : undefined);
        if (token === undefined) {
            throw new Error(`the stand-in plugin for databricks signs in to ${host} with a token only. Set one`);
        }
        this.options = { ...this.options, host, token };
        this.http = clientOf(this.options);
    }

    async check({ type, inputs }: ResourceRequest): Promise<{ inputs: PropertyMap; failures: CheckFailure[] }> {
        const resource = lookUp(RESOURCES, type);
        const missing = resource.required.filter((name) => inputs[name] === undefined);
        const unknown = Object.keys(inputs).filter((name) => !resource.inputs.includes(name));
        const failures = [
            ...missing.map((name) => ({ reason: `missing required property '${name}'` })),
            ...unknown.map((name) => ({ reason: `the stand-in plugin does not know the property '${name}'` })),
        ];
        return { inputs, failures };
    }

    async diff({ type, inputs, oldInputs }: ResourceRequest) {
        const replaceKeys = new Set(lookUp(RESOURCES, type).forceNew);
        return { changes: propertyChanges(oldInputs ?? {}, inputs, { replaceKeys }), deleteBeforeReplace: false };
    }

    async create({ type, inputs, preview }: ResourceRequest) {
        const resource = lookUp(RESOURCES, type);
        return preview ? { id: "", outputs: inputs } : resource.create(this.workspace, inputs);
    }

    async read({ type, id, outputs, oldInputs }: ResourceRequest) {
        const resource = lookUp(RESOURCES, type);
        const live = await resource.read(this.workspace, id, outputs);
        if (live === undefined) return undefined;
        const names = resource.inputs.filter((name) => live[name] !== undefined);
        const inputs = Object.fromEntries(names.map((name) => [name, live[name] ?? null]));
        return { id, outputs: live, inputs: { ...oldInputs, ...inputs } };
    }

    async update({ type, id, inputs, outputs, preview }: ResourceRequest): Promise<PropertyMap> {
        const resource = lookUp(RESOURCES, type);
        if (preview) return { ...outputs, ...inputs };
        if (resource.update === undefined) throw new Error(`${type} cannot be updated in place`);
        return resource.update(this.workspace, id, inputs);
    }

    async delete({ type, id }: ResourceRequest): Promise<void> {
        await lookUp(RESOURCES, type).delete(this.workspace, id);
    }

    invoke(name: string): Promise<PropertyMap> {
        return lookUp(FUNCTIONS, name)(this.workspace, this.options.host);
    }

    cancel(): void {
        this.http.cancel();
    }
}

/** @throws the token would be sent in clear */
function clientOf({ host, token, sleep }: DatabricksOptions): HttpClient {
    const url = new URL(host);
    if (url.protocol !== "https:" && !["127.0.0.1", "localhost", "[::1]"].includes(url.hostname)) {
        throw new Error(`the workspace needs https, not ${url.origin}`);
    }
    return new HttpClient({ baseUrl: url.origin, token, sleep });
}

/** @throws for a type or function that the stand-in does not know */
function lookUp<T>(table: Readonly<Record<string, T>>, name: string): T {
    const found = table[name];
    if (found !== undefined) return found;
    throw new Error(
        `${name} is not supported by the stand-in plugin for databricks. It knows: ${Object.keys(table).join(", ")}.`,
    );
}

/** Status, error code and message of Databricks' error body, the detail of SCIM's; whatever else came, as text. */
function refusal(answer: Answer): string {
    const body = answer.json as { error_code?: string; message?: string; detail?: string } | undefined;
    const code = body?.error_code === undefined ? "" : ` (${body.error_code})`;
    return `${answer.status}${code}: ${body?.message ?? body?.detail ?? answer.text.slice(0, 500)}`;
}
