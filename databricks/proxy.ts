import { quote } from "./quote";
import { WorkspaceError } from "./workspaceError";

/** The proxy that a call goes through. */
export interface Proxy {
    /** With the credential, if it has one: for the connection only, no message shows it. */
    readonly url: URL;
    /** As messages name it: the variable, and the address without a credential. */
    readonly shown: string;
}

/** What to do where a call does not get through a proxy. */
export const PROXY_FIX =
    "Check the proxy's URL, its user name and password, and that it allows calls to this host. List hosts to call " +
    "directly in NO_PROXY. If the proxy inspects TLS, set NODE_EXTRA_CA_CERTS to its CA.";

/**
 * The proxy for a URL, by the variables that other tools read as well: `https_proxy` or `http_proxy` by the scheme of the
 * URL, else `all_proxy`, but not for what `no_proxy` lists. Lower case wins over upper case, as for curl. Calls to this machine
 * never go through a proxy, whatever is set.
 *
 * @throws {WorkspaceError} the variable holds no URL of an HTTP proxy
 */
export function proxyFor(url: URL, env: NodeJS.ProcessEnv = process.env): Proxy | undefined {
    if (isLoopback(url.hostname)) return undefined;
    const [variable, value] =
        setting(env, url.protocol === "https:" ? "https_proxy" : "http_proxy") ?? setting(env, "all_proxy") ?? [];
    if (variable === undefined || value === undefined) return undefined;
    if (isExcluded(url, setting(env, "no_proxy")?.[1] ?? "")) return undefined;
    const text = value.includes("://") ? value : `http://${value}`;
    const proxy = URL.canParse(text) ? new URL(text) : undefined;
    if (proxy === undefined || proxy.hostname === "" || !["http:", "https:"].includes(proxy.protocol)) {
        // The value may hold a password.
        throw new WorkspaceError({
            failure: `${variable} is not the URL of an HTTP proxy`,
            fix: `Use a URL like http://proxy.contoso.example:8080, or list ${quote(url.hostname)} in NO_PROXY to call it directly.`,
        });
    }
    return { url: proxy, shown: `${variable} (${proxy.protocol}//${proxy.host})` };
}

function setting(env: NodeJS.ProcessEnv, name: string): [variable: string, value: string] | undefined {
    for (const variable of [name, name.toUpperCase()]) {
        const value = env[variable]?.trim();
        if (value) return [variable, value];
    }
    return undefined;
}

/** Names stand for themselves and for what is below them, with `.` or `*.` in front or without; a port for itself only. */
function isExcluded({ hostname, port, protocol }: URL, list: string): boolean {
    const ownPort = port || (protocol === "https:" ? "443" : "80");
    return list
        .toLowerCase()
        .split(/[\s,]+/)
        .filter((entry) => entry !== "")
        .some((entry) => {
            if (entry === "*") return true;
            const [, name = "", onlyPort] = /^(.*?)(?::(\d+))?$/.exec(entry.replace(/^\*?\./, "")) ?? [];
            if (onlyPort !== undefined && onlyPort !== ownPort) return false;
            return hostname === name || hostname === `[${name}]` || hostname.endsWith(`.${name}`);
        });
}

/** 127.0.0.0/8, ::1 and `localhost`, as `URL` writes them. */
export function isLoopback(hostname: string): boolean {
    return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
