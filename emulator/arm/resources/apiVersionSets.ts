import { parseApiName } from "./apiRevisions";
import { invalidFields, invalidRequest } from "../kernel/armError";
import { oneOf, required, text } from "../kernel/fields";
import { apiService, Draft, ResourceType } from "../kernel/resourceType";

/** `apiVersionSets`: APIs that share a path, told apart by a segment, a header or a query parameter. */
export const apiVersionSets: ResourceType = {
    type: `${apiService}/apiVersionSets`,
    label: "ApiVersionSet",
    name: { max: 80, pattern: /^[^*#&+:<>?]+$/ },
    fields: {
        displayName: required(text(100, 1)),
        versioningScheme: required(oneOf("Segment", "Query", "Header")),
        versionQueryName: text(100, 1),
        versionHeaderName: text(100, 1),
        description: { type: "string" },
    },
    prepare: prepareVersionSet,
    // Record version-set-in-use.
    beforeDelete: (plane, set, service) => {
        const members = plane.store
            .children(service.id, `${apiService}/apis`)
            .filter(({ properties }) => String(properties.apiVersionSetId).toLowerCase() === set.id.toLowerCase())
            .filter(({ name }) => parseApiName(name).revision === undefined)
            .map(({ name }) => `/apis/${name}\r\n`);
        if (members.length === 0) return;
        throw invalidRequest(
            `The API Version Set '${set.name}' is used by the following entities:\r\n${members.join("")}`,
        );
    },
};

/** "Must be set if versioningScheme is header/query" (specification, 2024-05-01; record version-set-needs-its-name). */
function prepareVersionSet({ entity: { properties } }: Draft): void {
    const needed = { Header: "versionHeaderName", Query: "versionQueryName" }[String(properties.versioningScheme)];
    if (needed === undefined || properties[needed] !== undefined) return;
    const message = `Value is required when the versioning scheme is '${properties.versioningScheme}'.`;
    throw invalidFields({ target: needed, message });
}
