import type { Located } from "./inPlace";
import type { SavedState } from "./savedState";

/** APIs that a line names. */
const mostNamed = 10;

/**
 * Which APIs get another path with this deployment: callers know their URLs, and the service answers 404 at the old ones.
 *
 * @param wanted all that the stack wants
 * @returns one line for all of them; undefined if there are none
 */
export function changedPaths(
    wanted: readonly Pick<Located, "type" | "urn" | "name" | "shown">[],
    state: SavedState,
): string | undefined {
    const changes = wanted.flatMap(({ type, urn, name, shown }) => {
        const path = state.at(urn)?.outputs.path;
        const isChanged = type === "azure-native:apimanagement:Api" && typeof path === "string" && path !== shown.path;
        return isChanged ? [`"${name.replace(/-api$/, "")}" (${path} becomes ${String(shown.path)})`] : [];
    });
    if (changes.length === 0) return undefined;
    const [named, others] = [changes.sort().slice(0, mostNamed), changes.length - mostNamed];
    const more = others > 0 ? ` and ${others} more` : "";
    const [what, where] = changes.length === 1 ? ["this API", "its old path"] : ["these APIs", "their old paths"];
    return `this deployment moves ${what}, and callers get 404 at ${where}: ${named.join(", ")}${more}`;
}
