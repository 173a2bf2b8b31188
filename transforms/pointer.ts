/** The pointer of what stands under `key` (RFC 6901; written as a fragment, as the importer does). */
export function under(pointer: string, key: string | number): string {
    return `${pointer}/${escaped(key)}`;
}

/** The key as it stands in a pointer. */
export function escaped(key: string | number): string | number {
    return typeof key === "string" && needsEscape(key) ? key.replaceAll("~", "~0").replaceAll("/", "~1") : key;
}

function needsEscape(key: string): boolean {
    for (let index = 0; index < key.length; index++) {
        const code = key.charCodeAt(index);
        if (code === slash || code === tilde) return true;
    }
    return false;
}

const [slash, tilde] = ["/".charCodeAt(0), "~".charCodeAt(0)];

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
