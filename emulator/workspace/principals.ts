import { randomInt, randomUUID } from "node:crypto";

/** Somebody who may call the workspace. */
export interface Principal {
    /** Databricks' numeric id. */
    readonly id: string;
    /** A user's e-mail address, or a service principal's application id. */
    readonly name: string;
    readonly displayName: string;
    readonly servicePrincipal: boolean;
    /** May do everything. @default false */
    readonly admin?: boolean;
    /** A service principal's object id in Microsoft Entra, where it is known. */
    readonly externalId?: string;
}

/** The users and service principals of a workspace. */
export class Principals {
    private readonly byId = new Map<string, Principal>();

    constructor(seeded: readonly Principal[]) {
        for (const principal of seeded) this.byId.set(principal.id, principal);
    }

    servicePrincipals(): Principal[] {
        return [...this.byId.values()].filter(({ servicePrincipal }) => servicePrincipal);
    }

    get(id: string): Principal | undefined {
        return this.byId.get(id);
    }

    /** By e-mail address or application id. */
    named(name: string): Principal | undefined {
        return [...this.byId.values()].find((principal) => principal.name === name);
    }

    /**
     * The service principal that an Entra token is about: by its application id, or by the object id where one was
     * registered. An object id in the place of the application id finds nobody, as in Databricks.
     */
    ofEntra(applicationId: unknown, objectId: unknown): Principal | undefined {
        return this.servicePrincipals().find(
            ({ name, externalId }) => name === applicationId || (externalId !== undefined && externalId === objectId),
        );
    }

    addServicePrincipal(more: Partial<Pick<Principal, "name" | "displayName" | "externalId">> = {}): Principal {
        const { name = randomUUID(), displayName = name, externalId } = more;
        // Sixteen digits, as Databricks' ids have.
        const id = `${randomInt(1_000_000, 9_999_999)}${randomInt(100_000_000, 999_999_999)}`;
        const principal = { id, name, displayName, servicePrincipal: true, ...(externalId && { externalId }) };
        this.byId.set(id, principal);
        return principal;
    }

    /** Replaces what is known of somebody. */
    set(principal: Principal): void {
        this.byId.set(principal.id, principal);
    }

    remove(id: string): void {
        this.byId.delete(id);
    }
}

/** Who administers the emulated workspace. */
export const SEEDED_USER: Principal = {
    id: "4012345678901234",
    name: "mlops@example.com",
    displayName: "MLOps",
    servicePrincipal: false,
    admin: true,
};

/** A service principal that may query the endpoints which are there from the start. */
export const SEEDED_SERVICE_PRINCIPAL: Principal = {
    id: "5012345678901234",
    name: "5f0c9c3e-6f0e-4f7e-9d55-2f3c8f1d7a10",
    displayName: "serving-gateway",
    servicePrincipal: true,
};
