import { apiManagement } from "../azure/armApiVersions";
import type { Azure, Located } from "./inPlace";
import type { Problem } from "./refusal";
import type { SavedState } from "./savedState";

/**
 * APIs that the state has and the service has no more. A change of such an API would create it again without its policy,
 * which has not changed: open to everybody, where tokens and no keys are asked for. Where each API has a key, reading
 * that finds out, at no cost.
 *
 * @param wanted all that the stack wants
 * @param hasKeys whether callers need a key for each API
 * @throws {AzureError} the APIs cannot be read
 */
export async function goneApis(
    wanted: readonly Located[],
    state: SavedState,
    azure: Azure,
    hasKeys: boolean,
): Promise<Problem[]> {
    if (hasKeys) return [];
    const apis = wanted.filter(
        ({ type, urn, id }) =>
            type === "azure-native:apimanagement:Api" && state.at(urn)?.id?.toLowerCase() === id.toLowerCase(),
    );
    const [first] = apis;
    if (!first) return [];
    const listed = await azure.list(first.id.slice(0, first.id.lastIndexOf("/")), apiManagement);
    const there = new Set(listed.map(({ name }) => String(name).toLowerCase()));
    const nameOf = (id: string) => id.slice(id.lastIndexOf("/") + 1).replace(/;rev=[^/]*$/, "");
    return apis
        .filter(({ id }) => !there.has(nameOf(id).toLowerCase()))
        .map(
            ({ id }) =>
                `${id} was deleted outside of this stack. Run \`pulumi refresh\` and then \`pulumi up\`, which ` +
                "creates it again",
        );
}
