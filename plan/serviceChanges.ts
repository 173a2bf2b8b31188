import { quote } from "../databricks/quote";
import { isSameRegion } from "./differences";
import type { Located } from "./inPlace";
import type { SavedState } from "./savedState";

const serviceType = "azure-native:apimanagement:ApiManagementService";
const groupType = "azure-native:resources:ResourceGroup";

/**
 * What the state has in another service than the settings name. Azure moves nothing between services, and the replacement
 * ends half way: a named value and a fragment are deleted before the policies that name them. Only what depends on the
 * stack's own service goes and comes back with it, in its order.
 */
export function otherServiceProblems(wanted: readonly Located[], state: SavedState): string[] {
    const moving = wanted.flatMap(({ urn, id }) => {
        const before = serviceIn(state.at(urn)?.id);
        const after = serviceIn(id);
        return before && after && !isSame(before, after) ? [{ before, after }] : [];
    });
    const isReplaced = (service: string) =>
        wanted.some(({ type, urn }) => type === serviceType && isSame(state.at(urn)?.id, service));
    const first = moving.find(({ before }) => !isReplaced(before));
    if (!first) return [];
    return [
        `what the stack has published is in ${first.before}, and the settings name ${first.after}: everything would be ` +
            "replaced, and the keys of callers would stop working\n" +
            "    Restore serving-gateway:service and azure-native:subscriptionId. To publish on the other service, use " +
            "another stack,\n    and destroy this one when its callers have changed over",
    ];
}

/**
 * What the stack has created for its service, where the settings publish on it without creating it: the update would delete
 * it at its end, with everything in it.
 *
 * @param service resource id of the service that the settings name
 */
export function abandonedProblems(wanted: readonly Located[], service: string, state: SavedState): string[] {
    const abandoned = [...state.ofType("ResourceGroup"), ...state.ofType("ApiManagementService")].filter(
        ({ id }) =>
            id !== undefined &&
            `${service}/`.toLowerCase().startsWith(`${id}/`.toLowerCase()) &&
            !wanted.some((each) => isSame(each.id, id)),
    );
    const [outermost] = abandoned;
    if (!outermost) return [];
    return [
        `${outermost.id} would be deleted, with everything in it: the stack has created it, and the settings ` +
            "publish on it without creating it\n" +
            "    Restore serving-gateway:service. To keep it without owning it, first take it out of the state, with " +
            "what depends on it:\n" +
            `    pulumi state delete --target-dependents '${outermost.urn}', then npm run -s adopt`,
    ];
}

/**
 * What would go to another region, which Azure does by deletion alone. The keys would be others, and a service of the same
 * name cannot be created for 48 hours. Another `azure-native:location` moves nothing: azure-native keeps what it began with.
 */
export function relocatedProblems(wanted: readonly Located[], state: SavedState): string[] {
    const relocated = wanted.flatMap(({ type, urn, id, shown }) => {
        const saved = state.at(urn);
        // Under another name, it is another one, which each preview shows as such.
        if ((type !== serviceType && type !== groupType) || !isSame(saved?.id, id)) return [];
        const [before, after] = [saved!.outputs.location, shown.location];
        const isKnown = typeof before === "string" && typeof after === "string";
        return isKnown && !isSameRegion(before, after) ? [{ id, before, after }] : [];
    });
    const [outermost] = relocated;
    if (!outermost) return [];
    const { id, before, after } = outermost;
    return [
        `${id} is in the region "${quote(before)}", and the settings say "${quote(after)}": it would be deleted with ` +
            "everything in it, and the keys of callers would stop working\n" +
            "    Restore serving-gateway:service.create.location. Another region needs another stack",
    ];
}

/**
 * A service that would change to a tier of another platform. Azure changes no service to or from Consumption
 * (Microsoft's "Upgrade and scale", 2025-11-11), and none between the classic and the v2 tiers (inferred, 2026-11-28).
 */
export function tierProblems(wanted: readonly Located[], state: SavedState): string[] {
    return wanted.flatMap(({ type, urn, id, shown }) => {
        const saved = state.at(urn);
        const [before, after] = [skuOf(saved?.outputs), skuOf(shown)];
        const isChange = type === serviceType && isSame(saved?.id, id) && before !== undefined && after !== undefined;
        if (!isChange || platformOf(before) === platformOf(after)) return [];
        return [
            `${id} is in the ${quote(before)} tier, and Azure cannot change it to ${after} in place\n` +
                "    Restore serving-gateway:service.create.sku. The other tier needs another service, and that another stack",
        ];
    });
}

function skuOf(service: Readonly<Record<string, unknown>> | undefined): string | undefined {
    const name = (service?.sku as { readonly name?: unknown } | undefined)?.name;
    return typeof name === "string" ? name : undefined;
}

function platformOf(tier: string): string {
    return tier === "Consumption" ? tier : tier.endsWith("V2") ? "v2" : "classic";
}

/** Whether two things are in the same service, by their ids. */
export function isSameService(one: string, other: string): boolean {
    return serviceIn(one) !== undefined && isSame(serviceIn(one), serviceIn(other));
}

/** The service that something is in, which is not the service itself. */
function serviceIn(id: string | undefined): string | undefined {
    return id === undefined ? undefined : /^.*\/service\/[^/]+(?=\/)/i.exec(id)?.[0];
}

/** Azure writes ids in any case. */
function isSame(one: string | undefined, other: string | undefined): boolean {
    return one?.toLowerCase() === other?.toLowerCase();
}
