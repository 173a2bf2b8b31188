/** The parts of a URL as they are written: a parser of URLs would resolve the dots of a path, which policies look for. */
export interface UrlContext {
    readonly scheme: string;
    readonly host: string;
    readonly port: number;
    /** Percent-encoded, `/` at least. */
    readonly path: string;
    /** With its question mark, or empty. */
    readonly query: string;
}

const ports: Readonly<Record<string, number | undefined>> = { http: 80, https: 443 };

/** @throws Error for what is no absolute URL */
export function urlOf(text: string): UrlContext {
    const found = /^([a-z][a-z0-9+.-]*):\/\/(\[[^\]]*\]|[^/?#:]*)(?::(\d+))?([^?#]*)(\?[^#]*)?/i.exec(text);
    if (!found) throw new Error("The URL is not absolute.");
    const [, scheme = "", host = "", port, path = "", query = ""] = found;
    return {
        scheme,
        host,
        port: port ? Number(port) : (ports[scheme] ?? -1),
        path: path || "/",
        query: query === "?" ? "" : query,
    };
}
