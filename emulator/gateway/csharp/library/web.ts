import { exceptions } from "../exceptions";
import type { TypeTable } from "../signatures";
import { typeNamed } from "../typeRegistry";
import type { Type } from "../types";
import { argument, Instance } from "../values";

/** Uri and WebUtility. */

class UriValue extends Instance {
    readonly url: URL;

    constructor(readonly original: string) {
        super();
        try {
            this.url = new URL(argument(original));
        } catch (error) {
            if (error instanceof TypeError)
                throw exceptions.format("Invalid URI: The format of the URI could not be determined.");
            throw error;
        }
    }

    get type(): Type {
        return typeNamed("Uri");
    }

    override get identity(): unknown {
        return `Uri ${this.url.href}`;
    }

    override toText(): string {
        return unescaped(this.url.href.replace(/%(?=[0-7])/g, "%25"));
    }
}

const ports: Readonly<Record<string, number>> = { "http:": 80, "https:": 443, "ftp:": 21, "ws:": 80, "wss:": 443 };

function portOf(url: URL): number {
    return url.port === "" ? (ports[url.protocol] ?? -1) : Number(url.port);
}

function escaped(text: string): string {
    return encodeURIComponent(wellFormed(argument(text))).replace(
        /[!'()*]/g,
        (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    );
}

/** Halves of a pair that stand alone are no characters. */
function wellFormed(text: string): string {
    return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
}

/** `%` and two digits are a byte; what makes no text stays as it is. */
function unescaped(text: string): string {
    return argument(text).replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => {
        try {
            return decodeURIComponent(run);
        } catch {
            return run;
        }
    });
}

/** A form's encoding: a blank is a plus. */
export function urlDecoded(text: string): string {
    return Buffer.from(
        text
            .replaceAll("+", " ")
            .replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => Buffer.from(run.replaceAll("%", ""), "hex").toString()),
    ).toString();
}

function urlEncoded(text: string): string {
    return encodeURIComponent(wellFormed(text))
        .replace(/%20/g, "+")
        .replace(/[~']/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

const entities: Readonly<Record<string, string>> = Object.assign(Object.create(null) as Record<string, string>, {
    lt: "<",
    gt: ">",
    amp: "&",
    quot: '"',
    apos: "'",
    nbsp: "\u00a0",
    copy: "©",
    reg: "®",
    euro: "€",
    hellip: "…",
    ndash: "–",
    mdash: "—",
    auml: "ä",
    ouml: "ö",
    uuml: "ü",
    Auml: "Ä",
    Ouml: "Ö",
    Uuml: "Ü",
    szlig: "ß",
    eacute: "é",
    Eacute: "É",
    egrave: "è",
    agrave: "à",
    ccedil: "ç",
    ecirc: "ê",
});

function htmlEncoded(text: string): string {
    return text.replace(/[<>"'&]|[\u00a0-\u00ff]|[\ud800-\udbff][\udc00-\udfff]/g, (character) => {
        const known = { "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "&": "&amp;" }[character];
        return known ?? `&#${character.codePointAt(0)};`;
    });
}

function htmlDecoded(text: string): string {
    return text.replace(
        /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(\w{2,8}));/g,
        (whole, decimal?: string, hex?: string, name?: string) => {
            if (name !== undefined) return entities[name] ?? whole;
            const code = decimal === undefined ? parseInt(hex!, 16) : Number(decimal);
            return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
        },
    );
}

function orNull(compute: (text: string) => string): (text: string | null) => string | null {
    return (text) => (text === null ? null : compute(text));
}

/** `Uri` and what encodes and decodes for URLs and HTML. */
export const web: readonly TypeTable[] = [
    {
        name: "System.Uri",
        kind: "class",
        members: {
            "new(string text)": (text: string) => new UriValue(text),
            "static string EscapeDataString(string text)": escaped,
            "static string UnescapeDataString(string text)": unescaped,
            "string AbsolutePath": ({ url }: UriValue) => url.pathname,
            "string AbsoluteUri": ({ url }: UriValue) => url.href,
            "string Host": ({ url }: UriValue) => url.hostname,
            "int Port": ({ url }: UriValue) => portOf(url),
            "string Scheme": ({ url }: UriValue) => url.protocol.slice(0, -1),
            "string Query": ({ url }: UriValue) => url.search,
            "string Fragment": ({ url }: UriValue) => url.hash,
            "string PathAndQuery": ({ url }: UriValue) => url.pathname + url.search,
            "string Authority": ({ url }: UriValue) => url.host,
            "string OriginalString": ({ original }: UriValue) => original,
            "bool IsDefaultPort": ({ url }: UriValue) => url.port === "",
        },
        missing:
            "new EscapeUriString UriSchemeHttp UriSchemeHttps CheckHostName CheckSchemeName Compare DnsSafeHost FromHex GetComponents GetLeftPart HexEscape HexUnescape HostNameType IdnHost IsAbsoluteUri IsBaseOf IsFile IsHexDigit IsHexEncoding IsLoopback IsUnc IsWellFormedOriginalString IsWellFormedUriString LocalPath MakeRelativeUri Segments TryCreate UserEscaped UserInfo",
    },
    {
        name: "System.Net.WebUtility",
        kind: "static",
        members: {
            "static string UrlEncode(string text)": orNull(urlEncoded),
            "static string UrlDecode(string text)": orNull(urlDecoded),
            "static string HtmlEncode(string text)": orNull(htmlEncoded),
            "static string HtmlDecode(string text)": orNull(htmlDecoded),
        },
        missing: "HtmlDecode HtmlEncode UrlDecodeToBytes UrlEncodeToBytes",
    },
];
