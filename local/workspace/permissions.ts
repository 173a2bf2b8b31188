import { DatabricksError, permissionDenied } from "./databricksError";
import type { EmulatedEndpoint } from "./endpoint";
import type { Principal, Principals } from "./principals";

/** What somebody may do with a serving endpoint; each level holds the ones before it. */
export const LEVELS = ["CAN_VIEW", "CAN_QUERY", "CAN_MANAGE"] as const;
export type PermissionLevel = (typeof LEVELS)[number];

/** An entry as `PUT` and `PATCH /api/2.0/permissions/serving-endpoints/{id}` take it. */
interface AccessControl {
    readonly user_name?: string;
    readonly service_principal_name?: string;
    readonly permission_level?: string;
}

/** Who may do what with which endpoint. Administrators may do everything; nobody else inherits anything. */
export class Permissions {
    /** Endpoint's id -> principal's name -> level. */
    private readonly granted = new Map<string, Map<string, PermissionLevel>>();

    constructor(private readonly principals: Principals) {}

    grant(principal: string, endpoint: EmulatedEndpoint, level: PermissionLevel): void {
        this.entries(endpoint).set(principal, level);
    }

    revoke(principal: string, endpoint: EmulatedEndpoint): void {
        this.entries(endpoint).delete(principal);
    }

    /** The principal's level on an endpoint; undefined without any. */
    levelOf(principal: Principal, endpoint: EmulatedEndpoint): PermissionLevel | undefined {
        return principal.admin ? "CAN_MANAGE" : this.entries(endpoint).get(principal.name);
    }

    /** @throws {DatabricksError} 403 PERMISSION_DENIED */
    check(principal: Principal, endpoint: EmulatedEndpoint, needed: PermissionLevel): void {
        const held = this.levelOf(principal, endpoint);
        if (held === undefined || LEVELS.indexOf(held) < LEVELS.indexOf(needed)) {
            throw permissionDenied(needed, endpoint.name);
        }
    }

    /** `GET`: the endpoint's own entries, and what administrators inherit. */
    shown(endpoint: EmulatedEndpoint): object {
        const own = [...this.entries(endpoint)].map(([name, level]) => {
            const { displayName, servicePrincipal } = this.principals.named(name) ?? {};
            const holder = servicePrincipal ? { service_principal_name: name } : { user_name: name };
            const all_permissions = [{ permission_level: level, inherited: false }];
            return { ...holder, display_name: displayName ?? name, all_permissions };
        });
        const inherited = {
            group_name: "admins",
            all_permissions: [
                {
                    permission_level: "CAN_MANAGE",
                    inherited: true,
                    inherited_from_object: ["/serving-endpoints/"],
                },
            ],
        };
        return {
            object_id: `/serving-endpoints/${endpoint.id}`,
            object_type: "serving-endpoint",
            access_control_list: [...own, inherited],
        };
    }

    /** `PUT`: whoever is not in the list loses what was not inherited. @throws {DatabricksError} */
    replace(endpoint: EmulatedEndpoint, list: unknown): void {
        const entries = this.checked(list);
        this.granted.set(endpoint.id, new Map());
        for (const [name, level] of entries) this.grant(name, endpoint, level);
    }

    /** `PATCH`: everybody else keeps what they have. @throws {DatabricksError} */
    add(endpoint: EmulatedEndpoint, list: unknown): void {
        for (const [name, level] of this.checked(list)) this.grant(name, endpoint, level);
    }

    private checked(list: unknown): [string, PermissionLevel][] {
        if (list !== undefined && !Array.isArray(list)) throw invalid("access_control_list must be a list.");
        return ((list ?? []) as AccessControl[]).map((entry) => {
            const { user_name, service_principal_name, permission_level } = entry;
            if ("group_name" in entry) {
                const message = "The emulated workspace does not implement permissions of groups.";
                throw new DatabricksError(501, "NOT_IMPLEMENTED", message);
            }
            const level = LEVELS.find((candidate) => candidate === permission_level);
            if (level === undefined) throw invalid(`Invalid permission level: ${permission_level}.`);
            const principal = this.principals.named(service_principal_name ?? user_name ?? "");
            if (principal?.servicePrincipal !== (service_principal_name !== undefined)) {
                const kind = service_principal_name === undefined ? "UserName" : "ServicePrincipalName";
                const message = `Principal: ${kind}(${service_principal_name ?? user_name}) does not exist`;
                throw new DatabricksError(404, "RESOURCE_DOES_NOT_EXIST", message);
            }
            return [principal.name, level];
        });
    }

    private entries({ id }: EmulatedEndpoint): Map<string, PermissionLevel> {
        const found = this.granted.get(id) ?? new Map<string, PermissionLevel>();
        this.granted.set(id, found);
        return found;
    }
}

function invalid(message: string): DatabricksError {
    return new DatabricksError(400, "INVALID_PARAMETER_VALUE", message);
}
