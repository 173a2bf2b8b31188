import { invalidFields } from "../kernel/armError";
import { parseApiName } from "./apiRevisions";
import type { ControlPlane } from "../kernel/controlPlane";
import { apiService, Draft } from "../kernel/resourceType";
import type { Entity } from "../kernel/store";

/** Completes and checks the version that an API has in its version set. @throws ArmError */
export function checkVersion({ plane, service, entity }: Draft): void {
    const { properties } = entity;
    if (properties.apiVersion === "") delete properties.apiVersion;
    if (properties.apiVersionSetId === undefined) {
        if (properties.apiVersion === undefined) return;
        const message = "A version needs a version set: 'apiVersionSetId' is missing."; // record version-needs-set
        throw invalidFields({ target: "apiVersionSetId", message });
    }
    const set = versionSet(plane, service, String(properties.apiVersionSetId));
    // Record version-set-is-there.
    if (!set) throw invalidFields({ target: "apiVersionSetId", message: "ApiVersionSet not found." });
    properties.apiVersionSetId = set.id;
    if (set.properties.versioningScheme === "Segment" && /[/?#]/.test(String(properties.apiVersion ?? ""))) {
        throw invalidFields({ target: "apiVersion", message: "Value should be one segment of a path." });
    }
    const { api } = parseApiName(entity.name);
    const same = otherApis(plane, service, api).find(
        (other) =>
            other.properties.apiVersionSetId === set.id &&
            lower(other.properties.apiVersion) === lower(properties.apiVersion),
    );
    if (!same) return;
    // Azure/azure-cli#28908.
    const message = `API with specified version '${properties.apiVersion ?? ""}' already exists`;
    throw invalidFields({ target: "apiVersion", message });
}

/**
 * Two APIs cannot be told apart by a gateway if their paths are equal, unless their versions tell them apart. A PUT is
 * accepted all the same, and its operation fails (pulumi/pulumi-azure-native#4663).
 */
export function checkPath(draft: Draft): void {
    const { atEnd } = draft;
    // Not an async function: a PATCH, which has no operation, is refused at once.
    draft.atEnd = () => {
        refuseTakenPath(draft);
        return atEnd?.();
    };
}

function refuseTakenPath({ plane, service, entity }: Draft): void {
    const { path, apiVersionSetId } = entity.properties;
    const taken = otherApis(plane, service, parseApiName(entity.name).api).find(
        ({ properties }) =>
            lower(properties.path) === lower(path) &&
            (apiVersionSetId === undefined || properties.apiVersionSetId !== apiVersionSetId),
    );
    if (!taken) return;
    const message =
        `Cannot create API '${entity.name}' with the same Path '${path}' as API '${taken.name}'  ` +
        "unless it's a part of the same version set";
    throw invalidFields({ target: "path", message });
}

function versionSet(plane: ControlPlane, service: Entity, id: string): Entity | undefined {
    const relative = id.toLowerCase().startsWith(`${service.id.toLowerCase()}/`) ? id.slice(service.id.length) : id;
    const [, name] = /^\/apiVersionSets\/([^/]+)$/i.exec(relative) ?? [];
    return name === undefined ? undefined : plane.store.get(`${service.id}/apiVersionSets/${name}`);
}

/** The other APIs, by their current revisions. */
function otherApis(plane: ControlPlane, service: Entity, api: string): Entity[] {
    return plane.store
        .children(service.id, `${apiService}/apis`)
        .filter(({ name }) => parseApiName(name).revision === undefined && lower(name) !== lower(api));
}

function lower(value: unknown): string {
    return String(value ?? "").toLowerCase();
}
