import { DatabricksError, permissionDenied } from "./databricksError";
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

/** Something of a workspace that permissions are set on, by its id. */
export interface PermissionObject {
    readonly id: string;
    readonly name: string;
}

/** A kind of such objects. */
export interface ObjectKind<Level extends string> {
    /** As paths name them. @example "serving-endpoints" */
    readonly objects: string;
    /** As answers name their type. @example "serving-endpoint" */
    readonly type: string;
    /** @example "serving endpoint" */
    readonly noun: string;
    /** Each holds the ones before it; the last one is that of administrators. */
    readonly levels: readonly Level[];
}

/** Serving endpoints, as the Permissions API has them. */
export const servingEndpoints: ObjectKind<PermissionLevel> = {
    objects: "serving-endpoints",
    type: "serving-endpoint",
    noun: "serving endpoint",
    levels: LEVELS,
};

interface Entry<Level> {
    readonly holder: Holder;
    /** E-mail address, application id or group name. */
    readonly name: string;
    readonly level: Level;
}

/** Who may do what with which object of a kind. Administrators may do everything; nobody else inherits anything. */
export class Permissions<Level extends string = PermissionLevel> {
    /** Object's id -> its own entries, one for each name. */
    private readonly granted = new Map<string, readonly Entry<Level>[]>();

    constructor(
        private readonly principals: Principals,
        readonly kind: ObjectKind<Level>,
    ) {}

    /** @param name e-mail address, application id, or `users` for everybody */
    grant(name: string, object: PermissionObject, level: Level): void {
        const { servicePrincipal } = this.principals.named(name) ?? {};
        const person = servicePrincipal ? "service_principal_name" : "user_name";
        this.put(object, { holder: name === EVERYBODY ? "group_name" : person, name, level });
    }

    revoke(name: string, object: PermissionObject): void {
        const left = this.entries(object).filter((entry) => entry.name !== name);
        this.granted.set(object.id, left);
    }

    /** The principal's level on an object; undefined without any. */
    levelOf(principal: Principal, object: PermissionObject): Level | undefined {
        if (principal.admin) return this.kind.levels.at(-1);
        const held = this.entries(object).filter(({ name }) => name === principal.name || name === EVERYBODY);
        return this.kind.levels.findLast((level) => held.some((entry) => entry.level === level));
    }

    /** @throws {DatabricksError} 403 PERMISSION_DENIED */
    check(principal: Principal, object: PermissionObject, needed: Level): void {
        const held = this.levelOf(principal, object);
        const { levels, noun } = this.kind;
        if (held === undefined || levels.indexOf(held) < levels.indexOf(needed)) {
            throw permissionDenied(needed, object.name, noun);
        }
    }

    /** `GET`: the object's own entries, and what administrators inherit. */
    shown(object: PermissionObject): object {
        const { objects, type } = this.kind;
        const own = this.entries(object).map(({ holder, name, level }) => {
            const display_name = this.principals.named(name)?.displayName ?? name;
            const all_permissions = [{ permission_level: level, inherited: false }];
            return { [holder]: name, ...(holder !== "group_name" && { display_name }), all_permissions };
        });
        const from = { inherited: true, inherited_from_object: [`/${objects}/`] };
        const inherited = { group_name: ADMINS, all_permissions: [{ permission_level: "CAN_MANAGE", ...from }] };
        return {
            object_id: `/${objects}/${object.id}`,
            object_type: type,
            access_control_list: [...own, inherited],
        };
    }

    /** `PUT`: whoever is not in the list loses what was not inherited. @throws {DatabricksError} */
    replace(object: PermissionObject, list: unknown): void {
        const entries = this.checked(list);
        this.granted.delete(object.id);
        for (const entry of entries) this.put(object, entry);
    }

    /** `PATCH`: everybody else keeps what they have. @throws {DatabricksError} */
    add(object: PermissionObject, list: unknown): void {
        for (const entry of this.checked(list)) this.put(object, entry);
    }

    private put(object: PermissionObject, entry: Entry<Level>): void {
        const entries = this.entries(object);
        const known = entries.some(({ name }) => name === entry.name);
        const changed = entries.map((other) => (other.name === entry.name ? entry : other));
        this.granted.set(object.id, known ? changed : [...entries, entry]);
    }

    private checked(list: unknown): Entry<Level>[] {
        if (list !== undefined && !Array.isArray(list)) throw invalid("access_control_list must be a list.");
        return ((list ?? []) as Record<string, string | undefined>[]).map((entry) => {
            const level = this.kind.levels.find((candidate) => candidate === entry.permission_level);
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

    private entries({ id }: PermissionObject): readonly Entry<Level>[] {
        return this.granted.get(id) ?? [];
    }
}

function invalid(message: string): DatabricksError {
    return new DatabricksError(400, "INVALID_PARAMETER_VALUE", message);
}
