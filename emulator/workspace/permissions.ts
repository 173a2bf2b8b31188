import { DatabricksError, permissionDenied } from "./databricksError";
import type { EmulatedEndpoint } from "./endpoint";
import type { Principal, Principals } from "./principals";

/** What somebody may do with a serving endpoint; each level holds the ones before it. */
export const LEVELS = ["CAN_VIEW", "CAN_QUERY", "CAN_MANAGE"] as const;
/** What an entry of an access list permits, from CAN_VIEW up. */
export type PermissionLevel = (typeof LEVELS)[number];

/** Members of an entry that say who it is for. */
const HOLDERS = { user_name: "UserName", service_principal_name: "ServicePrincipalName", group_name: "GroupName" };
type Holder = keyof typeof HOLDERS;

/** The groups of the emulated workspace: everybody, and the administrators, who inherit CAN_MANAGE. */
const EVERYBODY = "users";
const ADMINS = "admins";

interface Entry {
    readonly holder: Holder;
    /** E-mail address, application id or group name. */
    readonly name: string;
    readonly level: PermissionLevel;
}

/** Who may do what with which endpoint. Administrators may do everything; nobody else inherits anything. */
export class Permissions {
    /** Endpoint's id -> its own entries, one for each name. */
    private readonly granted = new Map<string, readonly Entry[]>();

    constructor(private readonly principals: Principals) {}

    /** @param name e-mail address, application id, or `users` for everybody */
    grant(name: string, endpoint: EmulatedEndpoint, level: PermissionLevel): void {
        const { servicePrincipal } = this.principals.named(name) ?? {};
        const person = servicePrincipal ? "service_principal_name" : "user_name";
        this.put(endpoint, { holder: name === EVERYBODY ? "group_name" : person, name, level });
    }

    revoke(name: string, endpoint: EmulatedEndpoint): void {
        const left = this.entries(endpoint).filter((entry) => entry.name !== name);
        this.granted.set(endpoint.id, left);
    }

    /** The principal's level on an endpoint; undefined without any. */
    levelOf(principal: Principal, endpoint: EmulatedEndpoint): PermissionLevel | undefined {
        if (principal.admin) return "CAN_MANAGE";
        const held = this.entries(endpoint).filter(({ name }) => name === principal.name || name === EVERYBODY);
        return LEVELS.findLast((level) => held.some((entry) => entry.level === level));
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
        const own = this.entries(endpoint).map(({ holder, name, level }) => {
            const display_name = this.principals.named(name)?.displayName ?? name;
            const all_permissions = [{ permission_level: level, inherited: false }];
            return { [holder]: name, ...(holder !== "group_name" && { display_name }), all_permissions };
        });
        const from = { inherited: true, inherited_from_object: ["/serving-endpoints/"] };
        const inherited = { group_name: ADMINS, all_permissions: [{ permission_level: "CAN_MANAGE", ...from }] };
        return {
            object_id: `/serving-endpoints/${endpoint.id}`,
            object_type: "serving-endpoint",
            access_control_list: [...own, inherited],
        };
    }

    /** `PUT`: whoever is not in the list loses what was not inherited. @throws {DatabricksError} */
    replace(endpoint: EmulatedEndpoint, list: unknown): void {
        const entries = this.checked(list);
        this.granted.delete(endpoint.id);
        for (const entry of entries) this.put(endpoint, entry);
    }

    /** `PATCH`: everybody else keeps what they have. @throws {DatabricksError} */
    add(endpoint: EmulatedEndpoint, list: unknown): void {
        for (const entry of this.checked(list)) this.put(endpoint, entry);
    }

    private put(endpoint: EmulatedEndpoint, entry: Entry): void {
        const entries = this.entries(endpoint);
        const known = entries.some(({ name }) => name === entry.name);
        const changed = entries.map((other) => (other.name === entry.name ? entry : other));
        this.granted.set(endpoint.id, known ? changed : [...entries, entry]);
    }

    private checked(list: unknown): Entry[] {
        if (list !== undefined && !Array.isArray(list)) throw invalid("access_control_list must be a list.");
        return ((list ?? []) as Record<string, string | undefined>[]).map((entry) => {
            const level = LEVELS.find((candidate) => candidate === entry.permission_level);
            if (level === undefined) throw invalid(`Invalid permission level: ${entry.permission_level}.`);
            const [holder, another] = (Object.keys(HOLDERS) as Holder[]).filter((key) => entry[key] !== undefined);
            if (holder === undefined || another !== undefined) throw invalid("An entry must be for one principal.");
            const name = entry[holder]!;
            if (this.exists(holder, name)) return { holder, name, level };
            const message = `Principal: ${HOLDERS[holder]}(${name}) does not exist`;
            throw new DatabricksError(404, "RESOURCE_DOES_NOT_EXIST", message);
        });
    }

    private exists(holder: Holder, name: string): boolean {
        if (holder === "group_name") return [EVERYBODY, ADMINS].includes(name);
        return this.principals.named(name)?.servicePrincipal === (holder === "service_principal_name");
    }

    private entries({ id }: EmulatedEndpoint): readonly Entry[] {
        return this.granted.get(id) ?? [];
    }
}

function invalid(message: string): DatabricksError {
    return new DatabricksError(400, "INVALID_PARAMETER_VALUE", message);
}
