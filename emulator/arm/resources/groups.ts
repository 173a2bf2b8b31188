import { invalidFields, invalidRequest } from "../kernel/armError";
import type { ControlPlane } from "../kernel/controlPlane";
import { anyText, oneOf, readOnly, required, text } from "../kernel/fields";
import { removeBrokenLinks } from "./links";
import { apiService, Draft, ResourceType } from "../kernel/resourceType";
import type { Entity } from "../kernel/store";
import { removeLinksTo } from "./tags";

/** `groups`: who sees a product. Three of them are there from a service's birth. */
export const groups: ResourceType = {
    type: `${apiService}/groups`,
    label: "Group",
    name: { max: 256 },
    fields: {
        displayName: required(text(300, 1)),
        description: text(1000),
        type: oneOf("custom", "system", "external"),
        externalId: anyText,
        builtIn: readOnly,
    },
    defaults: { type: "custom", builtIn: false },
    prepare: prepareGroup,
    beforeDelete: (plane, group, service) => {
        if (group.properties.builtIn) throw invalidRequest("System group cannot be deleted.");
        removeLinksTo(plane, service, group, "groups");
    },
    afterDelete: removeBrokenLinks,
};

/** `products/groups`: a group that sees the product. */
export const productGroups: ResourceType = {
    type: `${apiService}/products/groups`,
    label: "Group",
    name: groups.name,
    fields: {},
    linkTo: groups.type,
    afterDelete: removeBrokenLinks,
};

/** Puts the groups of every service into a new one. */
export function seedGroups(plane: ControlPlane, service: Entity): void {
    for (const displayName of ["Administrators", "Developers", "Guests"]) {
        const name = displayName.toLowerCase();
        plane.save({
            id: `${service.id}/groups/${name}`,
            type: groups.type,
            name,
            envelope: {},
            properties: { displayName, builtIn: true, type: "system" },
            secrets: {},
        });
    }
}

/** A new product is seen by the administrators. */
export function linkAdministrators(plane: ControlPlane, product: Entity): void {
    const name = "administrators";
    const id = `${product.id}/groups/${name}`;
    plane.save({ id, type: productGroups.type, name, envelope: {}, properties: {}, secrets: {} });
}

/** Records group-built-in, group-system-type, group-external-id. */
function prepareGroup({ entity: { properties }, existing }: Draft): void {
    if (existing?.properties.builtIn) throw invalidRequest("System group cannot be modified.");
    if (properties.type === "system") {
        throw invalidFields({ target: "type", message: "A group of the type 'system' cannot be created." });
    }
    if (properties.type === "external" && !/^[a-z]+:\/\/[^/]+\/groups\/[^/]+$/i.test(String(properties.externalId))) {
        const message = "An external group needs an externalId of the form aad://{tenant}/groups/{group object id}.";
        throw invalidFields({ target: "externalId", message });
    }
}
