import { named } from "../components/named";
import type { Located } from "./inPlace";
import type { SavedState } from "./savedState";

/**
 * Which APIs get another path with this deployment: callers know their URLs.
 *
 * @param wanted all that the stack wants
 * @returns one line for all of them; undefined if there are none
 */
export function changedPaths(
    wanted: readonly Pick<Located, "type" | "urn" | "name" | "shown">[],
    state: SavedState,
): string | undefined {
    const changes = wanted.flatMap(({ type, urn, name, shown: { path } }) => {
        // A revision has the path of its API, and says none.
        if (type !== "azure-native:apimanagement:Api" || path === undefined) return [];
        const before = state.at(urn)?.outputs.path;
        if (typeof before !== "string" || before === path) return [];
        return [`"${name.replace(/-api$/, "")}" (${before} becomes ${String(path)})`];
    });
    if (changes.length === 0) return undefined;
    const [what, where] =
        changes.length === 1 ? ["this API", "it at its old path"] : ["these APIs", "them at their old paths"];
    return `this deployment moves ${what}, and callers no longer find ${where}: ${named(changes.sort())}`;
}
