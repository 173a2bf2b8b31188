/** Hosts under which Databricks has all workspaces of an account or a region; `accounts` is the console of the accounts. */
const shared =
    /^(?:[^.]+\.(?:azuredatabricks\.net|azuredatabricks\.us|databricks\.azure\.cn|databricks\.com)|accounts\.(?:cloud|gcp)\.databricks\.com)$/;

/** Hosts of one workspace, whatever stands behind them; a browser's address has `?o=` there, too. */
const own = /^adb-\d+\.\d+\.|^[^.]+\.cloud\.databricks\.com$|^\d+\.\d+\.gcp\.databricks\.com$/;

/**
 * What a URL is that several workspaces share, and which to use instead; undefined for the URL of one workspace. Such a URL
 * picks the workspace by `?o=` (Databricks, "Custom URLs", "Per-workspace URLs"), which neither the gateway's calls nor
 * clients of one workspace have.
 */
export function sharedHost(url: URL): { readonly failure: string; readonly fix: string } | undefined {
    const workspaceId = url.searchParams.get("o");
    const isShared = shared.test(url.hostname) || (workspaceId !== null && !own.test(url.hostname));
    if (!isShared) return undefined;
    const known = /^\d{1,20}$/.test(workspaceId ?? "") ? workspaceId : undefined;
    return {
        failure: `a URL that several workspaces share${known ? `, of which ?o=${known} picks one` : ""}`,
        fix:
            `Use the workspace's own URL, e.g. https://adb-${known ?? "1234567890123456"}.7.azuredatabricks.net. The Azure ` +
            "portal shows it on the workspace's page. It stays valid beside a custom URL of the account.",
    };
}
