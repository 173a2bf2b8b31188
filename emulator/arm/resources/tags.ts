import type { ControlPlane } from "../kernel/controlPlane";
import { required, text } from "../kernel/fields";
import { removeBrokenLinks } from "./links";
import { apiService, ResourceType } from "../kernel/resourceType";
import type { Entity } from "../kernel/store";

/** `tags`: names that APIs and products are found by. */
export const tags: ResourceType = {
    type: `${apiService}/tags`,
    label: "Tag",
    name: { max: 80, pattern: /^[^*#&+:<>?]+$/ },
    fields: { displayName: required(text(160, 1)) },
    // Nobody's tag stays behind when the tag goes (record tag-goes-with-its-links).
    beforeDelete: (plane, tag, service) => removeLinksTo(plane, service, tag, "tags"),
};

/** `apis/tags` and `products/tags`: which API or product has a tag. */
export function tagsOf(parentType: string): ResourceType {
    return {
        type: `${parentType}/tags`,
        label: "Tag",
        name: tags.name,
        fields: {},
        linkTo: tags.type,
        // Tag_GetByApi, 2024-05-01: a tag is shown below its API, unlike a product's APIs and groups.
        readable: true,
        afterDelete: removeBrokenLinks,
    };
}

/** Removes the links that stand for an entity anywhere below APIs and products. */
export function removeLinksTo(plane: ControlPlane, service: Entity, entity: Entity, collection: string): void {
    for (const parent of ["apis", "products"]) {
        for (const link of plane.store.children(service.id, `${apiService}/${parent}/${collection}`)) {
            if (link.name.toLowerCase() === entity.name.toLowerCase()) plane.store.delete(link.id);
        }
    }
}
