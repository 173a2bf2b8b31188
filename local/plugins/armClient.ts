import { retryAfterMs, HttpClient, type Answer, type Sleep } from "./http";
import { type Pace, QUICK } from "./pace";
import type { PropertyMap } from "./plugin";

/** Where Azure Resource Manager is, and who calls it. */
export interface ArmOptions {
    /** Azure Resource Manager's address, https only: a bearer token goes there. */
    readonly url: string;
    readonly token: string;
    readonly ca?: string;
    readonly subscriptionId: string;
    readonly sleep?: Sleep;
    /** How long it waits where ARM names no time. @default quick */
    readonly pace?: Pace;
}

/** Version under which azcore registers resource providers. */
const REGISTRATION_VERSION = "2016-09-01";

interface ErrorBody {
    error?: { code?: string; message?: string; details?: { code?: string; message?: string }[] | null };
    code?: string;
}

/** What ARM refused, in azure-native's words: `Status=400 Code="..." Message="..."`, then a line for each detail. */
export class ArmError extends Error {
    readonly status: number;
    readonly code: string | undefined;

    constructor(answer: Answer) {
        const body = (answer.json ?? {}) as ErrorBody;
        const code = body.error?.code ?? body.code;
        const quoted = code === undefined ? "" : ` Code="${code}"`;
        const details = (body.error?.details ?? []).map(
            (d) => `\n    Code="${d.code ?? ""}" Message="${d.message ?? ""}"`,
        );
        super(`Status=${answer.status}${quoted} Message="${body.error?.message ?? answer.text}"${details.join("")}`);
        this.status = answer.status;
        this.code = code;
    }
}

/** The operation was accepted and failed later, or cannot be followed to its end, so something may have been made. */
export class OperationError extends Error {}

/** Speaks Azure Resource Manager as azure-native does: no If-Match, no query beside what the resource declares. */
export class ArmClient {
    readonly subscriptionId: string;
    private readonly http: HttpClient;
    private readonly origin: string;
    private readonly pace: Pace;

    constructor(options: ArmOptions) {
        const url = new URL(options.url);
        if (url.protocol !== "https:") throw new Error(`Azure Resource Manager needs https, not ${options.url}`);
        this.subscriptionId = options.subscriptionId;
        this.origin = url.origin;
        this.pace = options.pace ?? QUICK;
        this.http = new HttpClient({
            baseUrl: url.origin,
            token: options.token,
            ca: options.ca,
            sleep: options.sleep,
            backOffMs: this.pace.backOffMs,
            jitter: this.pace.jitter,
            // The only conflict that azure-native repeats; APIM's PessimisticConcurrencyConflict fails at once.
            retryAlso: (answer) => answer.status === 409 && codeOf(answer) === "AnotherOperationInProgress",
        });
    }

    /** The answer as it is, also a 404. */
    peek(id: string, apiVersion: string, method: "GET" | "HEAD" = "GET"): Promise<Answer> {
        return this.send(method, address(id, apiVersion));
    }

    /** @throws ArmError */
    async get(id: string, apiVersion: string): Promise<PropertyMap> {
        const answer = await this.peek(id, apiVersion);
        if (answer.status !== 200) throw new ArmError(answer);
        return bodyOf(answer);
    }

    /**
     * @returns the first answer's body
     * @throws ArmError when the call is refused, OperationError when it is accepted and fails later
     */
    async put(id: string, apiVersion: string, body: unknown, query: PropertyMap, async: boolean): Promise<PropertyMap> {
        const answer = await this.send("PUT", address(id, apiVersion, query), body);
        if (![200, 201, 202].includes(answer.status)) throw new ArmError(answer);
        // Whatever was written then, azure-native takes it for not created (provider/pkg/azure, `putOrPatch`).
        const written = bodyOf(answer);
        // A 202 is followed also where the specification does not announce a long-running operation.
        if (async || answer.status === 202) {
            await this.poll(answer, address(id, apiVersion)).catch((error: Error) => {
                throw new OperationError(error.message);
            });
        }
        return written;
    }

    /** Something that is gone already counts as deleted. @throws ArmError */
    async delete(id: string, apiVersion: string, async: boolean): Promise<void> {
        const answer = await this.send("DELETE", address(id, apiVersion));
        if (answer.status === 404) return;
        if (![200, 202, 204].includes(answer.status)) throw new ArmError(answer);
        if (async) await this.poll(answer, undefined);
    }

    /** @throws ArmError */
    async post(id: string, apiVersion: string): Promise<PropertyMap> {
        // APIM refuses an action without a JSON body: "Request payload must contain JSON object."
        const answer = await this.send("POST", address(id, apiVersion), {});
        if (![200, 201].includes(answer.status)) throw new ArmError(answer);
        return bodyOf(answer);
    }

    cancel(): void {
        this.http.cancel();
    }

    /**
     * A subscription that does not use a resource provider yet is registered for it, as azcore does, and the call made
     * again (`policy_register_rp.go`). The deploying identity needs `register/action` for that.
     */
    private async send(method: "GET" | "HEAD" | "PUT" | "DELETE" | "POST", path: string, body?: unknown) {
        const answer = await this.http.send(method, path, body);
        if (answer.status !== 409 || codeOf(answer) !== "MissingSubscriptionRegistration") return answer;
        const [, namespace] = /^.*\/providers\/([^/]+)/.exec(path) ?? [];
        if (namespace === undefined) return answer;
        const provider = `/subscriptions/${this.subscriptionId}/providers/${namespace}`;
        const registering = await this.http.send("POST", address(`${provider}/register`, REGISTRATION_VERSION));
        if (registering.status >= 400) throw new ArmError(registering);
        for (let state = registering; stateOf(state) !== "Registered";) {
            await this.http.sleep(this.pace.registrationMs);
            state = await this.http.send("GET", address(provider, REGISTRATION_VERSION));
            if (state.status >= 400) throw new ArmError(state);
        }
        return this.http.send(method, path, body);
    }

    /**
     * Waits for a long-running operation in azcore's order: Azure-AsyncOperation, Location, provisioning state of the
     * resource (undefined for a deletion, which has none to look at).
     */
    private async poll(first: Answer, resource: string | undefined): Promise<void> {
        const monitor = header(first, "azure-asyncoperation") ?? header(first, "location");
        const isOperation = header(first, "azure-asyncoperation") !== undefined;
        const path = monitor === undefined ? resource : this.monitorPath(monitor, first);
        const running = monitor === undefined ? inProgress(first) : true;
        // What ended at once says nothing, or says it in JSON (azcore, `NewNopPoller`).
        if (path === undefined) bodyOf(first);
        if (path === undefined || !running) return;

        // Like azcore: the first poll waits only if the first answer asks for it.
        const usual = resource === undefined ? this.pace.pollMs.delete : this.pace.pollMs.put;
        let interval = retryAfterMs(first) ?? 0;
        for (;;) {
            if (interval > 0) await this.http.sleep(interval);
            const answer = await this.http.send("GET", path);
            if (answer.status === 404 && resource === undefined) return;
            if (answer.status >= 400 || failed(answer)) throw new ArmError(answer);
            // As azcore's poller for Azure-AsyncOperation says it.
            if (isOperation && state(answer) === undefined) throw new Error("the response did not contain a status");
            if (answer.status !== 202 && !inProgress(answer)) return;
            interval = retryAfterMs(answer) || usual;
        }
    }

    /** The token goes with every poll, so the monitor has to be on the server that was asked. */
    private monitorPath(monitor: string, answer: Answer): string {
        const url = new URL(monitor, this.origin);
        if (url.origin === this.origin) return url.pathname + url.search;
        throw new Error(`Status=${answer.status}: the operation is to be followed on another server, ${url.origin}`);
    }
}

function address(id: string, apiVersion: string, query: PropertyMap = {}): string {
    const search = new URLSearchParams({ "api-version": apiVersion });
    for (const [name, value] of Object.entries(query)) search.set(name, String(value));
    // The host is a placeholder: the URL only encodes what an id holds unencoded, e.g. spaces.
    return `${new URL(id, "https://arm.invalid").pathname}?${search}`;
}

function codeOf(answer: Answer): string | undefined {
    return (answer.json as ErrorBody | undefined)?.error?.code;
}

function stateOf(answer: Answer): unknown {
    return (answer.json as { registrationState?: unknown } | undefined)?.registrationState;
}

function header(answer: Answer, name: string): string | undefined {
    const value = answer.headers[name];
    return typeof value === "string" && value !== "" ? value : undefined;
}

function bodyOf(answer: Answer): PropertyMap {
    if (answer.text === "") return {};
    if (typeof answer.json === "object" && answer.json !== null) return answer.json as PropertyMap;
    throw new Error(`unexpected response from Azure: '${answer.text}', HTTP status: ${answer.status}`);
}

/** `status` of an operation, else the provisioning state of a resource; undefined when there is neither. */
function state(answer: Answer): string | undefined {
    const body = answer.json as { status?: unknown; properties?: { provisioningState?: unknown } } | null | undefined;
    const found = body?.status ?? body?.properties?.provisioningState;
    return typeof found === "string" ? found.toLowerCase() : undefined;
}

function failed(answer: Answer): boolean {
    return ["failed", "canceled"].includes(state(answer) ?? "");
}

function inProgress(answer: Answer): boolean {
    return !["succeeded", undefined].includes(state(answer)) && !failed(answer);
}
