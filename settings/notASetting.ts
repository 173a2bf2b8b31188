import { distance } from "fastest-levenshtein";

/**
 * What is wrong with a key that nothing reads, with the one that was probably meant.
 *
 * @param name as it stands in the configuration
 * @param known names of the settings at the same place
 */
export function notASetting(name: string, known: readonly string[]): string {
    const meant = nearestName(name, known);
    return meant === undefined
        ? "is not a setting. Remove it"
        : `is not a setting. Did you mean "${meant}"? Otherwise remove it`;
}

/** Names that differ by a slip: up to three letters, and fewer than half of a short name. */
function nearestName(name: string, known: readonly string[]): string | undefined {
    const typed = name.toLowerCase();
    const [nearest] = known
        .map((other) => ({ other, steps: distance(typed, other.toLowerCase()) }))
        .filter(({ other, steps }) => steps <= Math.min(3, Math.floor(Math.min(name.length, other.length) / 2)))
        .sort((one, other) => one.steps - other.steps);
    return nearest?.other;
}
