import type { Principal } from "../principals";

/** Privileges of Unity Catalog that decide over model services. */
export const PRIVILEGES = [
    "USE_CATALOG",
    "USE_SCHEMA",
    "EXECUTE",
    "READ_METADATA",
    "MANAGE",
    "ALL_PRIVILEGES",
] as const;
/** One of `PRIVILEGES`. */
export type Privilege = (typeof PRIVILEGES)[number];

/** The group of everybody in the account. */
export const ACCOUNT_USERS = "account users";

/** What privileges are granted on, by its full name: a catalog, a schema or a model service. */
export type Securable = string;

/** A privilege as `EffectivePrivilege` of the SDKs shows it. */
export interface EffectivePrivilege {
    readonly privilege: Privilege;
    readonly inherited_from_type?: string;
    readonly inherited_from_name?: string;
}

const typesByDepth = ["CATALOG", "SCHEMA", "MODEL_SERVICE"];

/** The kind of securable that has so many parts in its full name. */
export function typeOf(securable: Securable): string {
    return typesByDepth[securable.split(".").length - 1] ?? "UNKNOWN";
}

/** Who has which privileges. What is granted on a catalog or a schema holds for everything within it. */
export class CatalogPrivileges {
    /** Securable -> principal -> what it was granted there. */
    private readonly granted = new Map<Securable, Map<string, Set<Privilege>>>();

    /** @param principal e-mail address, application id, or `account users` */
    grant(principal: string, privilege: Privilege, securable: Securable): void {
        const holders = this.granted.get(securable) ?? new Map<string, Set<Privilege>>();
        this.granted.set(securable, holders.set(principal, new Set([...(holders.get(principal) ?? []), privilege])));
    }

    revoke(principal: string, privilege: Privilege, securable: Securable): void {
        this.granted.get(securable)?.get(principal)?.delete(privilege);
    }

    /** What a removed securable's name no longer has, should another one get it. */
    forget(securable: Securable): void {
        this.granted.delete(securable);
    }

    /** Administrators may do everything. */
    has({ name, admin }: Principal, privilege: Privilege, securable: Securable): boolean {
        if (admin) return true;
        return [name, ACCOUNT_USERS].some((holder) =>
            this.effective(securable)
                .get(holder)
                ?.some((held) => held.privilege === privilege || held.privilege === "ALL_PRIVILEGES"),
        );
    }

    /** What was granted on the securable itself, by principal. */
    direct(securable: Securable): Map<string, Privilege[]> {
        const holders = [...(this.granted.get(securable) ?? [])].map(([name, held]): [string, Privilege[]] => [
            name,
            [...held],
        ]);
        return new Map(holders.filter(([, held]) => held.length > 0));
    }

    /** What holds for the securable, by principal: its own, and what is inherited from the schema and the catalog. */
    effective(securable: Securable): Map<string, EffectivePrivilege[]> {
        const parts = securable.split(".");
        const all = new Map<string, EffectivePrivilege[]>();
        for (const depth of parts.keys()) {
            const at = parts.slice(0, depth + 1).join(".");
            const from = at === securable ? {} : { inherited_from_type: typeOf(at), inherited_from_name: at };
            for (const [name, held] of this.direct(at)) {
                const own = held.map((privilege) => ({ privilege, ...from }));
                all.set(name, [...(all.get(name) ?? []), ...own]);
            }
        }
        return all;
    }
}
