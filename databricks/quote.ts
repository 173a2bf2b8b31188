/** Longest text of another party that goes into a message, in characters. */
const MAX_QUOTED = 300;

/** Credentials by their form: Databricks' tokens and secrets, JSON web tokens. They may belong to somebody else. */
const CREDENTIAL_FORMS = /\b(?:dapi|dose|dkea)[0-9a-f]{8,}(?:-\d+)?|\beyJ[\w-]{8,}(?:\.[\w-]*)*|\bBearer \S{8,}/g;

/**
 * Text from outside as it may stand in a message: on one line, without control characters, without credentials, and
 * no longer than 300 characters.
 */
export function quote(text: string, secrets: readonly string[] = []): string {
    // Secrets first: cut at the limit, the beginning of one would be left and no longer be recognised.
    const scrubbed = secrets.reduce((rest, secret) => rest.replaceAll(secret, "[redacted]"), text);
    const line = scrubbed
        .slice(0, 20 * MAX_QUOTED)
        .replace(CREDENTIAL_FORMS, "[redacted]")
        .replace(/[\p{C}\s]+/gu, " ")
        .trim();
    return line.length > MAX_QUOTED ? `${line.slice(0, MAX_QUOTED)}...` : line;
}
