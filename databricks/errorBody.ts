import { quote } from "./quote";

/** What the body of a failed call says, fit to be shown. */
export interface ErrorBody {
    /** `error_code`, or the word before the colon of a plain text. */
    readonly code?: string;
    readonly message?: string;
    /** True for a body in the workspace's own form, a JSON object with an `error_code`: no proxy answers like that. */
    readonly own?: boolean;
}

/** Enough of a body to find a title in; patterns over a whole one would take too long. */
const SEARCHED = 16_384;

/**
 * Reads the body of a failed call. Databricks answers in six forms, as its Python SDK tells them apart
 * (databricks/sdk/errors/deserializer.py): `{error_code, message}`, `{error}` of API 1.2 and of OAuth, SCIM's
 * `{detail, status, scimType}`, the plain text `CODE: message`, an HTML page, and nothing at all.
 */
export function readErrorBody(body: string, secrets: readonly string[]): ErrorBody {
    const { code, message, own } = parse(body);
    const shownCode = code === undefined ? "" : quote(code, secrets);
    return {
        code: /^[A-Za-z0-9_.-]{1,64}$/.test(shownCode) ? shownCode : undefined,
        message: message === undefined ? undefined : quote(message, secrets) || undefined,
        own,
    };
}

function parse(body: string): ErrorBody {
    let json: unknown;
    try {
        json = JSON.parse(body);
    } catch {
        return parseText(body);
    }
    if (typeof json !== "object" || json === null) return { message: body };
    const fields = json as Record<string, unknown>;
    const own = typeof fields.error_code === "string" && fields.error_code !== "";
    const scim = text(fields.detail);
    if (scim !== undefined) return { code: text(fields.scimType), message: scim };
    const error = text(fields.error);
    const message = text(fields.message) ?? text(fields.error_description);
    // OAuth puts its code into `error` (RFC 6749, 5.2), API 1.2 a sentence.
    if (error !== undefined && message !== undefined) return { code: text(fields.error_code) ?? error, message, own };
    return { code: text(fields.error_code), message: message ?? error, own };
}

function parseText(body: string): ErrorBody {
    const start = body.slice(0, SEARCHED);
    if (looksLikeHtml(start)) {
        const match = /<pre[^>]*>([^<]*)<\/pre>/i.exec(start) ?? /<title[^>]*>([^<]*)<\/title>/i.exec(start);
        return { message: match?.[1]?.trim() ? `${match[1].trim()} (an HTML page)` : "an HTML page" };
    }
    const match = /^\s*([A-Z][A-Z_]+): ([\s\S]*)$/.exec(start);
    return match ? { code: match[1], message: match[2] } : { message: body };
}

/** Whether a body is a page for a browser: neither JSON nor one of Databricks' plain texts begins with `<`. */
export function looksLikeHtml(body: string): boolean {
    return /^\uFEFF?\s*</.test(body.slice(0, SEARCHED));
}

function text(value: unknown): string | undefined {
    if (typeof value === "number") return String(value);
    return typeof value === "string" && value !== "" ? value : undefined;
}
