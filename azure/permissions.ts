import { fitsPattern } from "../databricks/patterns";

/** Version of the permissions that Azure Resource Manager tells. */
export const permissionsVersion = "2022-04-01";

/** What a role allows, as `Microsoft.Authorization/permissions` of a resource tells of the caller's roles. */
export interface Permission {
    readonly actions?: readonly string[];
    readonly notActions?: readonly string[];
    readonly dataActions?: readonly string[];
    readonly notDataActions?: readonly string[];
}

/** Where the caller's permissions on a resource are told. */
export function permissionsOf(resourceId: string): string {
    return `${resourceId}/providers/Microsoft.Authorization/permissions`;
}

/**
 * The first of the actions that no role allows.
 *
 * @param proven an action that the caller has just done: permissions without it do not tell of such actions
 * @param kind what the actions are: of Azure Resource Manager, or on data
 * @returns undefined if nothing is lacking, or if the permissions do not tell
 */
export function lackingAction(
    roles: readonly Permission[],
    proven: string,
    needed: readonly string[],
    kind: "actions" | "dataActions" = "actions",
): string | undefined {
    const isAllowed = (action: string) => roles.some((role) => allows(role, action, kind));
    return isAllowed(proven) ? needed.find((action) => !isAllowed(action)) : undefined;
}

function allows(role: Permission, action: string, kind: "actions" | "dataActions"): boolean {
    const except = role[kind === "actions" ? "notActions" : "notDataActions"] ?? [];
    const isIn = (patterns: readonly string[]) =>
        patterns.some((pattern) => fitsPattern(pattern.toLowerCase(), action.toLowerCase()));
    return isIn(role[kind] ?? []) && !isIn(except);
}
