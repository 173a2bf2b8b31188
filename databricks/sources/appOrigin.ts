import { isLoopback } from "../proxy";
import { quote } from "../quote";
import { WorkspaceError } from "../workspaceError";

/** What the hosts of all apps are below. */
export const appDomain = ".databricksapps.com";

/** Below these, Databricks gives apps hosts of their own, for each cloud's workspaces. */
const clouds = [
    { workspaces: ".azuredatabricks.net", apps: `.azure${appDomain}` },
    { workspaces: ".cloud.databricks.com", apps: `.aws${appDomain}` },
    { workspaces: ".gcp.databricks.com", apps: `.gcp${appDomain}` },
];

/**
 * Where an app answers: at a host of its own, which the workspace's answer names. The gateway sends a credential there, so that
 * only these are taken: https on the usual port, `<name>-<workspace id>`, in Azure with a number behind it, below the domain
 * that Databricks has for apps in the cloud of this workspace.
 *
 * @param host the workspace's origin
 * @throws {WorkspaceError} the workspace does not say, or names another place
 */
export function appOrigin({ name, url }: { readonly name: string; readonly url?: string }, host: string): string {
    const subject = `app "${quote(name)}"`;
    if (!url) {
        throw new WorkspaceError({
            failure: `${subject}: the workspace does not return its URL`,
            fix: `Deploy the app (databricks apps deploy ${name}), then run the command again.`,
        });
    }
    const target = URL.canParse(url) ? new URL(url) : undefined;
    const isOrigin = target && url.replace(/\/$/, "") === target.origin;
    if (isOrigin && isTrusted(target, name, host)) return target.origin;
    throw new WorkspaceError({
        failure: `${subject}: it is at a URL that is not Databricks' own: "${quote(url)}"`,
        fix:
            `Calls and their credential go only to https://${name}-<workspace id>${appEnds(host)[0]}, a host that Databricks ` +
            "runs for apps in this workspace's cloud.",
    });
}

/** A workspace on this machine, as an emulator is, has its apps there too. */
function isTrusted({ protocol, port, hostname }: URL, name: string, host: string): boolean {
    if (isLoopback(new URL(host).hostname) && isLoopback(hostname)) return true;
    const end = appEnds(host).find((each) => hostname.endsWith(each));
    if (protocol !== "https:" || port !== "" || end === undefined) return false;
    const own = hostname.slice(0, -end.length);
    return own.startsWith(`${name}-`) && /^\d+(\.\d+)?$/.test(own.slice(name.length + 1));
}

/** A workspace under a name of its own may be in any cloud. */
function appEnds(host: string): string[] {
    const { hostname } = new URL(host);
    const own = clouds.filter(({ workspaces }) => hostname.endsWith(workspaces));
    return (own.length > 0 ? own : clouds).map(({ apps }) => apps);
}
