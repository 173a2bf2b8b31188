import { Agent, request } from "undici";
import { createCertificate } from "../../../emulator/certificate";
import { type ArmOptions, startArm } from "../../../emulator/arm/server";
import type { Store } from "../../../emulator/arm/kernel/store";
import { parseJson } from "../../../json/jsonText";

export interface Answer {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    /** The parsed body; undefined if there was none. Loosely typed, because tests look into it freely. */
    readonly body: any;
}

/** An emulated Resource Manager for one test file, and a plain client that trusts it. */
export interface TestArm {
    readonly url: string;
    readonly store: Store;
    readonly ca: string;
    readonly token: string;
    readonly subscriptionId: string;
    /** Id of the service that exists already. */
    readonly service: string;
    /** Ids of the services whose gateway runs. */
    readonly gateways: ReadonlySet<string>;
    /** Moves the emulator's clock. */
    advance(milliseconds: number): void;
    /**
     * @param path an ARM id, an absolute address, or a path; `api-version` is added unless the path has a query
     */
    call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
    close(): Promise<void>;
}

export const subscriptionId = "11111111-2222-3333-4444-555555555555";
const version = "api-version=2024-05-01";

type Options = Partial<
    Pick<
        ArmOptions,
        "latency" | "unregistered" | "store" | "tenant" | "readSecret" | "administrator" | "limited" | "tls"
    >
>;

export async function startTestArm(options: Options & { ca?: string } = {}): Promise<TestArm> {
    const { ca, ...tls } = { ...(await createCertificate()), ...options.tls, ...(options.ca && { ca: options.ca }) };
    const token = "token-of-the-test";
    const gateways = new Set<string>();
    let now = Date.parse("2026-01-01T00:00:00Z");
    const arm = await startArm({
        ...options,
        tls,
        token,
        subscriptionId,
        clock: () => now,
        seed: { resourceGroup: "rg-serving-gateway", serviceName: "apim-serving-gateway" },
        openGateway: async (serviceId) => {
            gateways.add(serviceId);
            const close = async () => void gateways.delete(serviceId);
            return { url: `https://localhost:${40_000 + gateways.size}`, close };
        },
    });
    const dispatcher = new Agent({ connect: { ca } });
    const group = `/subscriptions/${subscriptionId}/resourceGroups/rg-serving-gateway`;
    return {
        url: arm.url,
        store: arm.store,
        ca,
        token,
        subscriptionId,
        service: `${group}/providers/Microsoft.ApiManagement/service/apim-serving-gateway`,
        gateways,
        advance: (milliseconds) => void (now += milliseconds),
        call: async (method, path, body, headers = {}) => {
            const address = path.startsWith("https:")
                ? path
                : `${arm.url}${path.includes("?") ? path : `${path}?${version}`}`;
            const answer = await request(address, {
                method: method as "GET",
                dispatcher,
                headers: {
                    authorization: `Bearer ${token}`,
                    ...(body !== undefined && { "content-type": "application/json" }),
                    ...headers,
                },
                body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
            });
            const text = await answer.body.text();
            const flat = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
            const parsed = text === "" ? undefined : parseJson(text);
            return { status: answer.statusCode, headers: Object.fromEntries(flat), body: parsed };
        },
        close: async () => {
            await dispatcher.close();
            await arm.close();
        },
    };
}
