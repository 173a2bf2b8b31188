import { apiManagement } from "../azure/armApiVersions";
import type { PlannedGateway } from "../components/gateway/plannedGateway";
import { idOfService, type ServicePlace } from "../components/wanted";
import { quote } from "../databricks/quote";
import type { Azure, Located } from "./inPlace";
import type { Problem } from "./refusal";
import type { SavedState } from "./savedState";

interface Marked {
    readonly what: string;
    readonly collection: string;
    /** Identifier in the service. */
    readonly name: string;
    /** Where it is marked. */
    readonly setting: string;
}

/** What the settings say is in the service already. */
function marked({ groups = [], products = [], endpoints }: PlannedGateway): Marked[] {
    const tags = new Map(endpoints.flatMap((endpoint) => (endpoint.tags ?? []).map((tag) => [tag.id, tag] as const)));
    const isMarked = ({ existing }: { readonly existing?: boolean }) => existing === true;
    return [
        ...groups.filter(isMarked).map(({ name }) => mark("group", "groups", name, "serving-gateway:groups")),
        ...products.filter(isMarked).map(({ name }) => mark("product", "products", name, "serving-gateway:products")),
        ...[...tags.values()].filter(isMarked).map(({ id }) => mark("tag", "tags", id, "tags")),
    ];
}

function mark(what: string, collection: string, name: string, setting: string): Marked {
    return { what, collection, name, setting };
}

/**
 * What is marked `existing: true` and is not there, or is the stack's own, which would delete it. The service is read only
 * where something new needs it.
 *
 * @param created what the state does not have
 */
export async function readExisting(
    settings: PlannedGateway,
    created: readonly Located[],
    place: ServicePlace,
    state: SavedState,
    azure: Azure,
): Promise<Problem[]> {
    const service = idOfService(place);
    const problems = marked(settings).map(async (each): Promise<Problem[]> => {
        const id = `${service}/${each.collection}/${each.name}`;
        const own = state.withId(id);
        if (own) {
            return [
                `${each.setting}: the ${each.what} "${each.name}" is marked existing: true, but it belongs to this ` +
                    "stack, which would delete it\n" +
                    `    Remove existing, or remove it from the state first: pulumi state delete '${own.urn}'`,
            ];
        }
        if (!created.some((wanted) => needs(wanted, each))) return [];
        const entities = await azure.list(`${service}/${each.collection}`, apiManagement);
        if (entities.some(({ name }) => isSame(name, each.name))) return [];
        const alike = entities.find(({ properties }) =>
            isSame((properties as { displayName?: unknown } | undefined)?.displayName, each.name),
        );
        const meant = alike
            ? `. Its identifier may be "${quote(String(alike.name))}": the catalogue shows that one under this name`
            : "";
        return [
            `${each.setting}: the ${each.what} "${each.name}" is marked existing: true, but the service has none ` +
                `with that identifier${meant}\n` +
                `    Correct its name, or remove existing: the stack then creates it`,
        ];
    });
    return (await Promise.all(problems)).flat();
}

/** Whether a link or a subscription names what is marked. */
function needs({ id, name, shown }: Located, each: Marked): boolean {
    const path = `/${each.collection}/${each.name}`.toLowerCase();
    return (
        id.toLowerCase().includes(`${path}/`) ||
        String(shown.scope ?? "").toLowerCase() === path ||
        (each.collection === "groups" && name.endsWith(`:group:${each.name}`))
    );
}

function isSame(one: unknown, other: string): boolean {
    return String(one ?? "").toLowerCase() === other.toLowerCase();
}
