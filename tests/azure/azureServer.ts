import type { IncomingMessage } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createCertificate } from "../../emulator/certificate";
import { ResourceManager } from "../../azure/resourceManager";

export interface Answer {
    readonly status: number;
    readonly headers?: Record<string, string>;
    readonly body?: unknown;
}

export interface Received {
    readonly method: string;
    /** With the query. */
    readonly url: string;
    readonly headers: IncomingMessage["headers"];
    readonly body: string;
}

/** A cloud of one host over TLS: its metadata, its tenant, and as Azure Resource Manager whatever the test answers. */
export interface AzureServer {
    readonly url: string;
    readonly ca: string;
    /** What Azure Resource Manager was asked. */
    readonly received: Received[];
    /** What the tenant was asked. */
    readonly tokenRequests: Received[];
    /** What the cloud says of itself. @default where its tenant is, and Azure Resource Manager */
    metadata?: Answer;
    /** What the tenant answers to a request for a token. @default a token, for the right secret */
    tokenAnswer?: Answer;
    /** Waits that were asked for, in milliseconds; none is waited. */
    readonly waits: number[];
    /** A client of this cloud, with a client secret. */
    resourceManager(env?: NodeJS.ProcessEnv): ResourceManager;
    close(): Promise<void>;
}

export const tenantId = "0b3f8f5c-6f0e-4f7e-9d55-2f3c8f1d7a10";
export const secret = "client~secret~marker";
export const clientId = "5f0c1a2b-0000-4000-8000-000000000000";

/**
 * @param answer to a request for Azure Resource Manager, by its number from 0
 * @param names of its host, the first one that of Azure. Whoever calls another one than `localhost` has to find it.
 */
export async function startAzure(
    answer: (request: Received, index: number) => Answer,
    names: readonly string[] = ["localhost"],
): Promise<AzureServer> {
    const { ca, cert, key } = await createCertificate(names);
    const received: Received[] = [];
    const tokenRequests: Received[] = [];
    const waits: number[] = [];
    const server = createServer({ cert, key }, async (incoming, outgoing) => {
        const chunks: Buffer[] = [];
        for await (const chunk of incoming) chunks.push(chunk as Buffer);
        const request = {
            method: incoming.method!,
            url: incoming.url!,
            headers: incoming.headers,
            body: Buffer.concat(chunks).toString(),
        };
        const { status, headers, body } = reply(request);
        outgoing.writeHead(status, { "content-type": "application/json", ...headers });
        outgoing.end(body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body));
    });
    const reply = (request: Received): Answer => {
        if (request.url.startsWith("/metadata/endpoints")) {
            if (azure.metadata) return azure.metadata;
            const authentication = { loginEndpoint: url, audiences: ["https://management.example"], tenant: tenantId };
            return { status: 200, body: [{ resourceManager: `${url}/`, authentication }] };
        }
        if (request.url.endsWith("/.well-known/openid-configuration")) {
            const base = `${url}/${tenantId}`;
            return {
                status: 200,
                body: {
                    issuer: `${base}/v2.0`,
                    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
                    token_endpoint: `${base}/oauth2/v2.0/token`,
                    jwks_uri: `${base}/discovery/v2.0/keys`,
                },
            };
        }
        if (request.url.startsWith(`/${tenantId}/oauth2/v2.0/token`)) {
            tokenRequests.push(request);
            if (azure.tokenAnswer) return azure.tokenAnswer;
            if (!request.body.includes(encodeURIComponent(secret))) {
                return { status: 401, body: { error: "invalid_client", error_description: "AADSTS7000215: Invalid." } };
            }
            return { status: 200, body: { token_type: "Bearer", expires_in: 3600, access_token: "arm-token-marker" } };
        }
        received.push(request);
        return answer(request, received.length - 1);
    };
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const host = `${names[0]}:${(server.address() as AddressInfo).port}`;
    const url = `https://${host}`;
    const azure: AzureServer = {
        url,
        ca,
        received,
        tokenRequests,
        waits,
        resourceManager: (env = {}) => {
            const variables = { ARM_METADATA_HOSTNAME: host, ARM_TENANT_ID: tenantId, ARM_CLIENT_ID: clientId };
            return ResourceManager.from(
                () => undefined,
                { ...variables, ARM_CLIENT_SECRET: secret, ...env },
                {
                    ca,
                    retryDelayMs: 1,
                    sleep: async (milliseconds) => void waits.push(milliseconds),
                },
            );
        },
        close: () =>
            new Promise((resolve) => {
                server.close(() => resolve());
                server.closeAllConnections();
            }),
    };
    return azure;
}
