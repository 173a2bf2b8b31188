import type { PipelineResponse } from "@azure/core-rest-pipeline";
import { setTimeout as delay } from "node:timers/promises";
import { quote } from "../databricks/quote";
import { AzureError } from "./azureError";
import { type AzureSettings, azureSettings } from "./azureSettings";
import { type Connection, type ConnectionOptions, type Method, openConnection } from "./connection";
import { secretsIn } from "./deployer";
import { errorIn, errorOf, parsed } from "./errorBody";

/** How calls behave. Every member is optional. */
export interface ResourceManagerOptions extends ConnectionOptions {
    /** Longest time that an operation may take, in milliseconds. @default 90 minutes, which a service may need */
    readonly operationMs?: number;
    /** Waits between two looks at an operation, and before a conflict is tried again. @default real time */
    readonly sleep?: (milliseconds: number) => Promise<unknown>;
}

/** A resource as Azure shows it. */
export type Entity = Record<string, unknown>;

const maxConflicts = 6;

/** Codes of a 409 that says that something else is being written at the moment. */
const passing: readonly (string | undefined)[] = ["AnotherOperationInProgress", "PessimisticConcurrencyConflict"];

/**
 * The few calls of Azure Resource Manager that azure-native cannot make, as the identity that azure-native deploys as.
 * Nothing is loaded or asked for before the first call.
 */
export class ResourceManager {
    private connection: Promise<Connection> | undefined;
    private aheadMs = 0;

    private constructor(
        private readonly settings: AzureSettings,
        private readonly options: ResourceManagerOptions,
    ) {}

    /**
     * @param config values of the stack's configuration by their full key, e.g. `azure-native:clientId`
     * @param env where the `ARM_` and `AZURE_` variables are
     */
    static from(
        config: (key: string) => string | undefined,
        env: NodeJS.ProcessEnv,
        options: ResourceManagerOptions = {},
    ): ResourceManager {
        return new ResourceManager(azureSettings(config, env), options);
    }

    /** The subscription that the stack or the environment names; undefined where only the Azure CLI knows it. */
    get subscriptionId(): string | undefined {
        return this.settings("subscriptionId");
    }

    /** By how much Azure's clock is ahead of this machine's, in milliseconds; by what it answered last. */
    get clockAheadMs(): number {
        return this.aheadMs;
    }

    /**
     * @param id of a resource, `/subscriptions/...`
     * @returns undefined if it does not exist
     * @throws {AzureError}
     */
    async get(id: string, apiVersion: string): Promise<Entity | undefined> {
        const answer = await this.call("GET", id, { "api-version": apiVersion });
        return answer.status === 404 ? undefined : this.accept(answer);
    }

    /**
     * All resources of a collection, whatever the number of its pages. There are none where the parent does not exist.
     *
     * @param id of the collection, e.g. `/subscriptions/.../products/gold/subscriptions`
     * @param query further parameters, e.g. `$filter`
     * @throws {AzureError}
     */
    async list(id: string, apiVersion: string, query: Readonly<Record<string, string>> = {}): Promise<Entity[]> {
        const found: Entity[] = [];
        let answer = await this.call("GET", id, { "api-version": apiVersion, ...query });
        if (answer.status === 404) return [];
        for (;;) {
            const { value, nextLink } = await this.accept(answer);
            found.push(...listIn(value, answer));
            if (typeof nextLink !== "string" || nextLink === "") return found;
            answer = await this.follow(nextLink);
        }
    }

    /**
     * Creates a resource or changes it, and waits until that has ended.
     *
     * @param body the resource, e.g. `{ properties: { ... } }`
     * @throws {AzureError} also for an operation that fails, and for one that takes too long
     */
    async put(id: string, apiVersion: string, body: object): Promise<void> {
        const answer = await this.write("PUT", id, { "api-version": apiVersion }, body);
        await this.accept(answer);
        await this.finished(answer);
    }

    /**
     * Changes members of a resource.
     *
     * @param body what changes, e.g. `{ properties: { ... } }`
     * @returns whether there is such a resource
     * @throws {AzureError}
     */
    async change(id: string, apiVersion: string, body: object): Promise<boolean> {
        const answer = await this.write("PATCH", id, { "api-version": apiVersion }, body);
        if (answer.status === 404) return false;
        await this.accept(answer);
        return true;
    }

    /** Runs an action of a resource, to its end. @param id e.g. `/subscriptions/.../listSecrets` @throws {AzureError} */
    async post(id: string, apiVersion: string, body?: object): Promise<Entity> {
        const answer = await this.write("POST", id, { "api-version": apiVersion }, body);
        const said = await this.accept(answer);
        if (answer.status === 202) await this.finished(answer);
        return said;
    }

    /**
     * Deletes a resource, and waits until it is gone. One that does not exist is gone.
     *
     * @param query further parameters, e.g. `deleteSubscriptions`
     * @throws {AzureError} also for an operation that fails, and for one that takes too long
     */
    async delete(id: string, apiVersion: string, query: Readonly<Record<string, string>> = {}): Promise<void> {
        const answer = await this.write("DELETE", id, { "api-version": apiVersion, ...query });
        if (answer.status === 404) return;
        await this.accept(answer);
        if (answer.status === 202) await this.finished(answer);
    }

    /** Made again while something else is being written. */
    private async write(method: Method, id: string, query: Record<string, string>, body?: object) {
        for (let conflicts = 0; ; conflicts++) {
            const answer = await this.call(method, id, query, body);
            const isPassing = answer.status === 409 && passing.includes(errorOf(answer).code);
            if (!isPassing || conflicts === maxConflicts) return answer;
            await this.sleep(1000 * 2 ** conflicts);
        }
    }

    /**
     * Changes a resource, once: what is written at the same moment is not waited for.
     *
     * @returns "locked" where something else is being written, and "refused" where it is refused for another reason or
     * cannot be called at all
     */
    async patch(id: string, apiVersion: string, body: object): Promise<"done" | "locked" | "refused"> {
        try {
            const answer = await this.call("PATCH", id, { "api-version": apiVersion }, body);
            if (answer.status === 409 && passing.includes(errorOf(answer).code)) return "locked";
            return answer.status < 300 ? "done" : "refused";
        } catch (error) {
            if (error instanceof AzureError) return "refused";
            throw error;
        }
    }

    /** Waits for the end of a long-running operation (Azure Resource Manager, "Track asynchronous operations"). */
    private async finished(started: PipelineResponse): Promise<void> {
        const { operationMs = 90 * 60_000 } = this.options;
        const end = Date.now() + operationMs;
        const operation = started.headers.get("azure-asyncoperation");
        let link = operation ?? started.headers.get("location");
        while (link) {
            const answer = await this.follow(link);
            // What is gone has no place to look at any more.
            if (answer.status === 404 && started.request.method === "DELETE") return;
            const { status, error } = (await this.accept(answer)) as { status?: unknown; error?: unknown };
            if (status === "Failed" || status === "Canceled") throw await this.refused(answer, error ?? {});
            const isTold = typeof status === "string" && status !== "";
            if (operation && !isTold && answer.status !== 202) throw notAnOperation(answer);
            if (operation ? status === "Succeeded" : answer.status !== 202) return;
            if (Date.now() > end) throw this.tooLong(started);
            link = operation ?? answer.headers.get("location") ?? link;
            await this.sleep(1000 * secondsOf(answer.headers.get("retry-after")));
        }
    }

    private async call(method: Method, id: string, query: Record<string, string>, body?: object) {
        const connection = await this.connect();
        // Two slashes in front name a host, and dot segments lead elsewhere: to something else than what was asked for.
        if (!/^(?=\/[^/])(?!.*\/\.\.?(\/|$))/.test(id)) throw new Error(`"${id}" is not a resource id`);
        const url = new URL(encodeURI(id).replace(/[?#]/g, encodeURIComponent), connection.origin);
        for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
        return this.send(connection, method, url, body);
    }

    /** Only Azure Resource Manager gets the token, whatever an answer names. */
    private async follow(link: string): Promise<PipelineResponse> {
        const connection = await this.connect();
        const url = URL.canParse(link, connection.origin) ? new URL(link, connection.origin) : undefined;
        if (url?.origin === connection.origin) return this.send(connection, "GET", url);
        throw new AzureError({
            failure:
                `Azure Resource Manager named ${quote(url?.origin ?? link)} as the next page, which is not ` +
                "its own host",
            fix: "Check azure-native:metadataHost (ARM_METADATA_HOSTNAME), and whether a proxy changes the answers.",
        });
    }

    private async send({ send }: Connection, method: Method, url: URL, body?: object) {
        const answer = await send(method, url, body);
        const date = Date.parse(answer.headers.get("date") ?? "");
        if (!Number.isNaN(date)) this.aheadMs = date - Date.now();
        return answer;
    }

    private async accept(answer: PipelineResponse): Promise<Entity> {
        if (answer.status < 200 || answer.status >= 300) throw await this.refused(answer, undefined);
        const text = answer.bodyAsText ?? "";
        if (text === "") return {};
        const body = parsed(text);
        if (typeof body === "object" && body !== null && !Array.isArray(body)) return body as Entity;
        throw new AzureError({
            failure: `${answered(answer)} with something that is not a JSON object`,
            fix: "Check whether a proxy answers in place of Azure Resource Manager.",
            status: answer.status,
        });
    }

    private async refused(answer: PipelineResponse, failure: unknown): Promise<AzureError> {
        const { principal } = await this.connect();
        const { code, message } = failure === undefined ? errorOf(answer) : errorIn(failure);
        const shown = code && quote(code, secretsIn(this.settings));
        return new AzureError({
            failure:
                failure === undefined
                    ? answered(answer, shown)
                    : `the operation behind ${pathOf(answer)} failed${shown ? ` (${shown})` : ""}`,
            said: message && quote(message, secretsIn(this.settings)),
            fix: `${fixOf(answer.status)} Called as: ${principal}.`,
            status: answer.status,
            code: shown,
        });
    }

    private tooLong(started: PipelineResponse): AzureError {
        return new AzureError({
            failure: `the operation that ${started.request.method} ${pathOf(started)} started has not finished`,
            fix: "Run the command again.",
        });
    }

    private sleep(milliseconds: number): Promise<unknown> {
        return (this.options.sleep ?? delay)(milliseconds);
    }

    private connect(): Promise<Connection> {
        this.connection ??= openConnection(this.settings, this.options);
        return this.connection;
    }
}

function pathOf({ request }: PipelineResponse): string {
    return decodeURI(new URL(request.url).pathname);
}

function answered(answer: PipelineResponse, code?: string): string {
    const { method } = answer.request;
    return `Azure Resource Manager answered ${answer.status}${code ? ` (${code})` : ""} to ${method} ${pathOf(answer)}`;
}

/** What is not a list is no empty one: something would be taken for absent that is there. */
function listIn(value: unknown, answer: PipelineResponse): Entity[] {
    const isEntity = (item: unknown) => typeof item === "object" && item !== null && !Array.isArray(item);
    if (Array.isArray(value) && value.every(isEntity)) return value as Entity[];
    throw new AzureError({
        failure: `${answered(answer)} without a list of resources`,
        fix: "Check whether a proxy answers in place of Azure Resource Manager.",
        status: answer.status,
    });
}

/** It would be asked again and again. */
function notAnOperation(answer: PipelineResponse): AzureError {
    return new AzureError({
        failure: `${answered(answer)} without the status of the operation`,
        fix: "Check whether a proxy answers in place of Azure Resource Manager. Run the command again.",
        status: answer.status,
    });
}

function fixOf(status: number): string {
    if (status === 401) return "Check that the deploying identity belongs to the subscription's tenant.";
    if (status === 403) return "Give the deploying identity a role that allows it (docs/threat-model.md).";
    if (status === 409) return "Something else is changing it. Run the command again in a minute.";
    if (status === 429 || status >= 500) return "Run the command again in a few minutes.";
    return "Run the command again. If the error stays, see the activity log in Azure.";
}

/** Azure Resource Manager names whole seconds. */
function secondsOf(retryAfter: string | undefined): number {
    return /^\d+$/.test(retryAfter ?? "") ? Math.min(Number(retryAfter), 60) : 5;
}
