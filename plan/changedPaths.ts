import type { PlannedGateway } from "../components/gateway/plannedGateway";
import { bySegment } from "../components/gateway/wantedGateway";
import { named } from "../components/named";
import { originalVersion } from "../settings/versions";
import type { Located } from "./inPlace";
import type { SavedState } from "./savedState";

/**
 * Which APIs get another path or version with this deployment: callers know their URLs.
 *
 * @param wanted all that the stack wants
 * @returns one line for all of them; undefined if there are none
 */
export function changedPaths(
    wanted: readonly Pick<Located, "type" | "urn" | "name" | "shown">[],
    { endpoints, versioning = bySegment }: Pick<PlannedGateway, "endpoints" | "versioning">,
    state: SavedState,
): string | undefined {
    const versions = new Map(endpoints.map(({ name, apiId = name, version }) => [`${apiId}-api`, version]));
    const changes = wanted.flatMap(({ type, urn, name, shown: { path } }) => {
        // A revision has the path of its API, and says none.
        if (type !== "azure-native:apimanagement:Api" || path === undefined) return [];
        const outputs = state.at(urn)?.outputs ?? {};
        if (typeof outputs.path !== "string") return [];
        const version = versions.get(name);
        const set = state.withId(String(outputs.apiVersionSetId));
        const before = placeOf(outputs.path, outputs.apiVersion, set?.outputs.versioningScheme);
        const after = placeOf(path, version === originalVersion ? undefined : version, versioning.scheme);
        return before === after ? [] : [`"${name.replace(/-api$/, "")}" (${before} becomes ${after})`];
    });
    if (changes.length === 0) return undefined;
    const [what, where] =
        changes.length === 1 ? ["this API", "it at its old path"] : ["these APIs", "them at their old paths"];
    return `this deployment moves ${what}, and callers no longer find ${where}: ${named(changes.sort())}`;
}

/** Where callers find a version. @param scheme as the settings or as Azure say it */
function placeOf(path: unknown, version: unknown, scheme: unknown): string {
    if (version === undefined || version === "") return String(path);
    return /^segment$/i.test(String(scheme)) ? `${path}/${version}` : `${path}, version ${version}`;
}
