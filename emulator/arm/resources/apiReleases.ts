import { apiById, makeCurrent, parseApiName } from "./apiRevisions";
import { invalidFields, notImplemented } from "../kernel/armError";
import { anyText, readOnly, text } from "../kernel/fields";
import { apiService, Draft, ResourceType } from "../kernel/resourceType";

/** `apis/releases`: a revision was made the current one, with a note for callers. Deleting one undoes nothing. */
export const apiReleases: ResourceType = {
    type: `${apiService}/apis/releases`,
    label: "ApiRelease",
    name: { max: 80, pattern: /^[^*#&+:<>?]+$/ },
    fields: {
        apiId: anyText,
        notes: text(1000),
        createdDateTime: readOnly,
        updatedDateTime: readOnly,
    },
    prepare: prepareRelease,
};

function prepareRelease(draft: Draft): void {
    const { plane, service, entity, existing } = draft;
    const apiName = entity.id.slice(`${service.id}/apis/`.length).split("/")[0]!;
    if (parseApiName(apiName).revision !== undefined) throw notImplemented("releases below a revision");
    const { apiId = existing?.properties.apiId } = entity.properties;
    const revision = apiById(plane, service, String(apiId));
    if (!revision || parseApiName(revision.name).api.toLowerCase() !== apiName.toLowerCase()) {
        // Record release-of-own-revision.
        throw invalidFields({ target: "apiId", message: "Value should be the id of a revision of this API." });
    }
    entity.properties.apiId = `${service.id}/apis/${String(apiId).split("/").at(-1)}`;
    entity.properties.createdDateTime = existing?.properties.createdDateTime ?? plane.timestamp();
    entity.properties.updatedDateTime = plane.timestamp();
    if (parseApiName(revision.name).revision !== undefined) {
        draft.afterwards = () => makeCurrent(plane, service, revision);
    }
}
