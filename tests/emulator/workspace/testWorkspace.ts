import { Clock } from "../../../emulator/clock";
import { type EmulatedTenant, startTenant } from "../../../emulator/identity/tenant";
import { type EmulatedWorkspace, startWorkspace } from "../../../emulator/workspace/server";

export const API = "/api/2.0/serving-endpoints";
export const ENDPOINT = "llama-chat";

/** A workspace with a tenant, another workspace beside it, and one clock for all; fresh for each test. */
export class TestWorkspace {
    clock!: Clock;
    tenant!: EmulatedTenant;
    workspace!: EmulatedWorkspace;
    other!: EmulatedWorkspace;

    async start(): Promise<void> {
        this.clock = new Clock(() => 1_772_442_000_000);
        const { now } = this.clock;
        this.tenant = await startTenant({ now });
        this.workspace = await startWorkspace({ now, tenant: this.tenant });
        this.other = await startWorkspace({ now, tenant: this.tenant });
    }

    async stop(): Promise<void> {
        await Promise.all([this.other.close(), this.workspace.close(), this.tenant.close()]);
    }

    async call(method: string, path: string, token = this.workspace.token, body?: object) {
        const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
        const response = await fetch(this.workspace.url + path, {
            method,
            headers,
            body: body && JSON.stringify(body),
        });
        const text = await response.text();
        return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
    }

    /** Calls the model; the status and the message of the refusal, if it is one. */
    async query(token: string): Promise<[number, string | undefined]> {
        const body = { messages: [{ role: "user", content: "Hi" }] };
        const answer = await this.call("POST", `/serving-endpoints/${ENDPOINT}/invocations`, token, body);
        return [answer.status, answer.body.message?.replace(/ \[ReqId: .*/, "")];
    }

    /** An OAuth token for a client of a workspace. */
    async oauthToken(client: { clientId: string; clientSecret: string }, workspace = this.workspace): Promise<string> {
        const response = await fetch(`${workspace.url}/oidc/v1/token`, {
            method: "POST",
            headers: { authorization: `Basic ${btoa(`${client.clientId}:${client.clientSecret}`)}` },
            body: new URLSearchParams({ grant_type: "client_credentials", scope: "all-apis" }),
        });
        return ((await response.json()) as { access_token: string }).access_token;
    }
}

/** Registers the hooks that start and stop it around each test. */
export function testWorkspace(): TestWorkspace {
    const test = new TestWorkspace();
    beforeEach(() => test.start());
    afterEach(() => test.stop());
    return test;
}
