import type { Entity } from "../azure/resourceManager";
import { quote } from "../databricks/quote";
import { type Azure, listWith, type Located } from "./inPlace";
import type { Problem } from "./refusal";
import type { SavedState } from "./savedState";

/** What Azure allows one of by the name that people see, and where the settings give that name. */
const unique: Readonly<Record<string, { readonly what: string; readonly setting: string }>> = {
    // Azure/apiops#837: "Property with the same name already exist."
    "azure-native:apimanagement:NamedValue": { what: "named value", setting: "namedValue at the credential" },
    // Azure/apiops#606: "Product with the same name already exists"
    "azure-native:apimanagement:Product": { what: "product", setting: "displayName in serving-gateway:products" },
    // Azure/apiops#855: "Tag with the same name already exists."
    "azure-native:apimanagement:Tag": { what: "tag", setting: "the name in tags" },
};

/** Reads the collections in which the stack takes a display name, and says which names are taken. */
export async function readNames(
    wanted: readonly Located[],
    created: readonly Located[],
    state: SavedState,
    azure: Azure,
): Promise<Problem[]> {
    const isNew = new Set(created);
    const taking = wanted.filter((each) => takesName(each, isNew.has(each), state));
    const problems = taking.map(async (each) => nameProblems(each, await listWith(each, azure), state));
    return (await Promise.all(problems)).flat();
}

/** Whether a resource gets a display name that it does not have yet, and that only one may have. */
function takesName({ type, urn, shown }: Located, isNew: boolean, state: SavedState): boolean {
    if (!unique[type]) return false;
    if (isNew) return true;
    const { displayName } = state.at(urn)?.outputs ?? {};
    return typeof displayName === "string" && displayName !== shown.displayName;
}

/** Why a display name cannot be taken: something else of the service has it. @param entities of the collection */
function nameProblems(wanted: Located, entities: readonly Entity[], state: SavedState): Problem[] {
    const { what, setting } = unique[wanted.type]!;
    const displayName = String(wanted.shown.displayName);
    const name = wanted.id.slice(wanted.id.lastIndexOf("/") + 1).toLowerCase();
    const holder = entities.find(
        (entity) =>
            String(entity.name).toLowerCase() !== name &&
            (entity.properties as { displayName?: unknown } | undefined)?.displayName === displayName,
    );
    if (!holder) return [];
    const id = quote(String(holder.id));
    const whose = state.withId(String(holder.id))
        ? "which the stack keeps until the end of this deployment"
        : "which is not in the stack's state";
    return [
        `${wanted.id} needs the display name "${displayName}", and Azure allows only one ${what} of that name: ` +
            `${id} has it, ${whose}\n` +
            `    Change ${setting}`,
    ];
}
