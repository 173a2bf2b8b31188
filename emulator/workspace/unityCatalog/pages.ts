import { DatabricksError } from "../databricksError";

/** A piece of a list, and what the next one is asked for with; undefined on the last. */
export interface Page<Item> {
    readonly items: readonly Item[];
    readonly next_page_token: string | undefined;
}

/** @throws {DatabricksError} 400 for a token that no page had */
export function pageOf<Item>(all: readonly Item[], size: number, token: string | undefined): Page<Item> {
    const start = token ? Number(Buffer.from(token, "base64url").toString()) : 0;
    if (!Number.isInteger(start) || start < 0 || start > all.length) {
        throw new DatabricksError(400, "INVALID_PARAMETER_VALUE", "page_token is invalid.");
    }
    const end = start + size;
    const next_page_token = end < all.length ? Buffer.from(String(end)).toString("base64url") : undefined;
    return { items: all.slice(start, end), next_page_token };
}

/** A parameter of the query; undefined where it is not given. @throws {DatabricksError} 400 */
export function wholeNumber(name: string, value: string | undefined): number | undefined {
    if (value === undefined || /^\d{1,9}$/.test(value)) return value === undefined ? undefined : Number(value);
    throw new DatabricksError(400, "INVALID_PARAMETER_VALUE", `${name} must be a whole number, not '${value}'.`);
}
