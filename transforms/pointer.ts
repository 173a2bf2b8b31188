/** The pointer of what stands under `key` (RFC 6901; written as a fragment, as the importer does). */
export function under(pointer: string, key: string | number): string {
    return typeof key === "string" && (key.includes("/") || key.includes("~"))
        ? `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`
        : `${pointer}/${key}`;
}

/** The keys that a pointer such as `/paths/~1x` passes, outermost first. Percent-encoding is a URI fragment's. */
export function keysOf(pointer: string): string[] {
    return pointer
        .split("/")
        .slice(1)
        .map((key) => decoded(key).replaceAll("~1", "/").replaceAll("~0", "~"));
}

function decoded(key: string): string {
    try {
        return decodeURIComponent(key);
    } catch {
        return key;
    }
}
