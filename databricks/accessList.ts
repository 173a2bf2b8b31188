import { WorkspaceError } from "./workspaceError";

/** One entry of an endpoint's permissions, as the Permissions API takes it: one principal, one level. */
export interface AccessControl {
    readonly user_name?: string;
    readonly group_name?: string;
    readonly service_principal_name?: string;
    readonly permission_level: string;
}

const principals = ["user_name", "group_name", "service_principal_name"] as const;

/**
 * The entries that an endpoint has itself, without what it inherits, from the answer to a read of its permissions.
 *
 * The list is written back as a whole, so what cannot be understood is refused: an entry that is left out would be taken
 * away from somebody.
 *
 * @param call that was answered, e.g. `GET /api/2.0/permissions/...`, for the error
 * @throws {WorkspaceError} with the place of what is wrong
 */
export function readAccessList(body: string, call: string): AccessControl[] {
    const refuse = (place: string): never => {
        throw new WorkspaceError({
            failure: `the workspace answered ${call} with something that is not an access list (${place})`,
            fix:
                "Nothing was changed. Check whether a proxy answers in place of the workspace. Otherwise run the " +
                "command again.",
        });
    };
    const list = membersOf(parsed(body))?.access_control_list;
    if (!Array.isArray(list)) return refuse("access_control_list is not a list");
    return list.flatMap((item, index): AccessControl[] => {
        const at = `access_control_list[${index}]`;
        const entry = membersOf(item) ?? refuse(`${at} is not an object`);
        const named = principals.filter((key) => entry[key] !== undefined);
        const [key] = named;
        if (named.length !== 1 || !isText(entry[key!])) return refuse(`${at} does not name one principal`);
        const levels = entry.all_permissions;
        if (!Array.isArray(levels)) return refuse(`${at}.all_permissions is not a list`);
        return levels.flatMap((permission, nth) => {
            const place = `${at}.all_permissions[${nth}]`;
            const { permission_level, inherited } = membersOf(permission) ?? refuse(`${place} is not an object`);
            if (!isText(permission_level)) return refuse(`${place}.permission_level is not a level`);
            if (inherited !== undefined && typeof inherited !== "boolean")
                return refuse(`${place}.inherited is not true or false`);
            return inherited ? [] : [{ [key!]: entry[key!], permission_level } as AccessControl];
        });
    });
}

function isText(value: unknown): value is string {
    return typeof value === "string" && value !== "";
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
}

function parsed(body: string): unknown {
    try {
        return JSON.parse(body);
    } catch {
        return undefined;
    }
}
