/** Fewest and most units of a service by tier (upgrade and scale, autoscale, v2 tiers overview, 2026). */
export const serviceUnits: Readonly<Record<string, readonly [fewest: number, most: number]>> = {
    Consumption: [0, 0],
    Developer: [1, 1],
    Basic: [1, 2],
    Standard: [1, 4],
    Premium: [1, Infinity],
    BasicV2: [1, 10],
    StandardV2: [1, 10],
    PremiumV2: [1, 30],
};

/** Why a tier does not have so many units; undefined if it does, or is not known. */
export function unitsProblem(sku: string, capacity: number): string | undefined {
    const [fewest, most] = serviceUnits[sku] ?? [0, Infinity];
    if (capacity >= fewest && capacity <= most) return undefined;
    if (most === 0) return `must be left out or 0: the ${sku} tier has no units`;
    const units =
        most === fewest ? `${most} unit` : most === Infinity ? "1 unit or more" : `${fewest} to ${most} units`;
    return `must fit the tier: ${sku} has ${units}`;
}
