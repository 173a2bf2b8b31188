import { randomUUID } from "node:crypto";
import type { EmulatedTenant } from "../../identity/tenant";
import { LongRunningOperations } from "./longRunning";
import { Entity, Store } from "./store";

/** A gateway that serves one API Management service. */
export interface RunningGateway {
    readonly url: string;
    close(): Promise<void>;
}

/** Delays that make the emulator as slow as the real thing, in milliseconds. */
export interface Latency {
    /** What every call takes. @default as long as this machine needs */
    readonly controlPlaneMs?: number;
    /** How long an import of a document goes on after it was accepted. @default 0 */
    readonly importMs?: number;
    /** How long an API refuses writes after the operation of its import has ended. @default 0 */
    readonly importLockMs?: number;
}

/** What a control plane needs of the rest of the emulator. */
export interface ControlPlaneOptions {
    readonly subscriptionId: string;
    /** Starts the data plane of a service; called when the service is created or restored. */
    readonly openGateway: (serviceId: string) => Promise<RunningGateway>;
    /** @default an empty store */
    readonly store?: Store;
    /** Milliseconds since the epoch. @default Date.now */
    readonly clock?: () => number;
    /** The Microsoft Entra tenant of the subscription. @default one without applications that issues no tokens */
    readonly tenant?: Pick<EmulatedTenant, "tenantId" | "hasPrincipal" | "issueToken"> &
        Partial<Pick<EmulatedTenant, "issuer" | "jwks" | "secureUrl">>;
    /**
     * Reads a secret of a key vault as whom the token names; an Error that it throws says why it cannot be read.
     *
     * @default named values cannot refer to key vaults
     */
    readonly readSecret?: (secretIdentifier: string, token: string) => Promise<string>;
    /** Delays that make the emulator as slow as the real thing, in milliseconds. @default none */
    readonly latency?: Latency;
    /** Resource providers that the subscription does not use yet, e.g. `Microsoft.ApiManagement`. @default none */
    readonly unregistered?: readonly string[];
}

/** What all handlers share: the state of one emulated Azure subscription. */
export class ControlPlane {
    readonly subscriptionId: string;
    readonly store: Store;
    readonly operations: LongRunningOperations;
    readonly now: () => number;
    readonly importMs: number;
    readonly importLockMs: number;
    /** Namespaces that the subscription is not registered for, in lower case. */
    readonly unregistered: Set<string>;
    readonly openGateway: (serviceId: string) => Promise<RunningGateway>;
    readonly tenantId: string;
    readonly tenant: ControlPlaneOptions["tenant"];
    readonly readSecret: ControlPlaneOptions["readSecret"];
    /** Gateways of the services that run, by lower-case service id. */
    readonly gateways = new Map<string, RunningGateway>();
    /** What a soft-deleted service held, by lower-case id of its deletedservices entity. */
    readonly softDeleted = new Map<string, Entity[]>();
    private writes = 0n;

    constructor(options: ControlPlaneOptions) {
        this.subscriptionId = options.subscriptionId;
        this.store = options.store ?? new Store();
        this.now = options.clock ?? Date.now;
        this.operations = new LongRunningOperations(this.now);
        this.importMs = options.latency?.importMs ?? 0;
        this.importLockMs = options.latency?.importLockMs ?? 0;
        this.unregistered = new Set(options.unregistered?.map((namespace) => namespace.toLowerCase()));
        this.openGateway = options.openGateway;
        this.tenant = options.tenant;
        this.tenantId = options.tenant?.tenantId ?? randomUUID();
        this.readSecret = options.readSecret;
    }

    /** A tag that no other write has: eight bytes in base64, as API Management's row versions look. */
    nextEtag(): string {
        const bytes = Buffer.alloc(8);
        bytes.writeBigUInt64BE(++this.writes);
        return bytes.toString("base64");
    }

    /** Stores a new version of an entity. @param etag its tag. @default a new one */
    save(entity: Omit<Entity, "etag">, etag = this.nextEtag()): Entity {
        const saved = { ...entity, etag };
        this.store.set(saved);
        return saved;
    }

    timestamp(): string {
        return new Date(this.now()).toISOString();
    }
}
