/** A token that ends. */
export interface AccessToken {
    readonly value: string;
    /** When it ends, in milliseconds since 1970. */
    readonly expiresAt: number;
}

/** A token is renewed this long before it ends, so that it does not end on its way, in milliseconds. */
const MARGIN_MS = 60_000;

/**
 * Keeps the token of `fetchToken` until a minute before its end. Callers at the same time share one fetch; a failed
 * fetch is not kept.
 */
export function cachedToken(fetchToken: () => Promise<AccessToken>, now: () => number): () => Promise<string> {
    let current: Promise<AccessToken> | undefined;
    let expiresAt = Infinity;
    return async () => {
        if (current === undefined || now() >= expiresAt - MARGIN_MS) {
            expiresAt = Infinity;
            const pending = fetchToken();
            current = pending;
            pending.then(
                (token) => {
                    if (current === pending) expiresAt = token.expiresAt;
                },
                () => {
                    if (current === pending) current = undefined;
                },
            );
        }
        return (await current).value;
    };
}
