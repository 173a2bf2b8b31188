import type { PlannedGateway } from "../components/gateway/plannedGateway";
import type { Located } from "./inPlace";
import type { SavedState } from "./savedState";

/**
 * Whose keys end with this deployment: subscriptions that the state has and the stack no longer wants, because they, their
 * product or their endpoint left the settings, or have another name there.
 *
 * @param wanted all that the stack wants
 * @returns one line for all of them; undefined if there are none
 */
export function endingKeys(
    { unusable }: Pick<PlannedGateway, "unusable">,
    wanted: readonly Pick<Located, "id">[],
    state: SavedState,
): string | undefined {
    // Not all is wanted then that stays, and nothing is deleted.
    if (unusable) return undefined;
    const kept = new Set(wanted.map(({ id }) => id.toLowerCase()));
    const ending = state.ofType("Subscription").filter(({ id }) => id !== undefined && !kept.has(id.toLowerCase()));
    if (ending.length === 0) return undefined;
    const names = ending.map(({ id }) => `"${id!.slice(id!.lastIndexOf("/") + 1)}"`).sort();
    const [what, whose] = names.length === 1 ? ["this subscription", "it"] : ["these subscriptions", "them"];
    return `this deployment deletes ${what}, and the keys that callers have of ${whose} stop working: ${names.join(", ")}`;
}
