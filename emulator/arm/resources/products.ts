import { randomBytes } from "node:crypto";
import { invalidFields, invalidRequest } from "../kernel/armError";
import type { ControlPlane } from "../kernel/controlPlane";
import { anyText, Field, flag, oneOf, required, text } from "../kernel/fields";
import { linkAdministrators } from "./groups";
import { removeBrokenLinks } from "./links";
import { apiService, ArmRequest, Draft, ResourceType } from "../kernel/resourceType";
import type { Entity } from "../kernel/store";
import { newKeys, subscriptions } from "./subscriptions";

const count: Field = { type: "number" };

/** `products`: groups of APIs that callers subscribe to. */
export const products: ResourceType = {
    type: `${apiService}/products`,
    label: "Product",
    name: { max: 256 },
    fields: {
        displayName: required(text(300, 1)),
        description: text(1000),
        terms: anyText,
        subscriptionRequired: flag,
        approvalRequired: flag,
        subscriptionsLimit: count,
        state: oneOf("notPublished", "published"),
    },
    defaults: { subscriptionRequired: true, state: "notPublished" },
    prepare: prepareProduct,
    beforeDelete: (plane, product, service, request) => {
        const subscribed = subscriptionsTo(plane, product, service);
        if (subscribed.length > 0 && !deletesSubscriptions(request)) {
            throw invalidRequest(
                "Product cannot be deleted since it has existing subscriptions. " +
                    "Delete subscriptions before deleting the product or pass in deleteSubscriptions=true as query param",
            );
        }
        for (const subscription of subscribed) plane.store.delete(subscription.id);
    },
};

/** `products/apis`: an API's membership of a product. */
export const productApis: ResourceType = {
    type: `${products.type}/apis`,
    label: "Api",
    name: { max: 256, pattern: /^[^*#&+:<>?]+$/ },
    fields: {},
    linkTo: `${apiService}/apis`,
    afterDelete: removeBrokenLinks,
};

/** `products/subscriptions`: the list of a product's subscriptions, under the product's own id. */
export const productSubscriptions: ResourceType = {
    type: `${products.type}/subscriptions`,
    label: "Subscription",
    name: { max: 256 },
    fields: {},
    listed: (plane, product, service) =>
        subscriptionsTo(plane, product, service).map(({ name, properties }) => ({
            id: `${product.id}/subscriptions/${name}`,
            type: productSubscriptions.type,
            name,
            properties,
        })),
};

function prepareProduct(draft: Draft): void {
    const { properties } = draft.entity;
    if (properties.approvalRequired && !properties.subscriptionRequired) {
        const message = "Approval can be required only if a subscription is required.";
        throw invalidFields({ target: "approvalRequired", message });
    }
    if (draft.existing) return;
    draft.afterwards = (saved) => {
        linkAdministrators(draft.plane, saved);
        // The administrator's subscription later stands in the way of the product's deletion.
        if (properties.subscriptionRequired) subscribe(draft, saved);
    };
}

function subscribe({ plane, service }: Draft, product: Entity): void {
    const name = randomBytes(12).toString("hex");
    plane.save({
        id: `${service.id}/subscriptions/${name}`,
        type: subscriptions.type,
        name,
        envelope: {},
        properties: {
            ownerId: `${service.id}/users/1`,
            scope: product.id,
            displayName: null,
            state: "active",
            createdDate: plane.timestamp(),
            startDate: plane.timestamp(),
            allowTracing: false,
        },
        secrets: newKeys(),
    });
}

function subscriptionsTo(plane: ControlPlane, product: Entity, service: Entity): Entity[] {
    const scope = product.id.toLowerCase();
    const all = plane.store.children(service.id, subscriptions.type);
    return all.filter(({ properties }) => String(properties.scope).toLowerCase() === scope);
}

function deletesSubscriptions(request: ArmRequest): boolean {
    return request.query.get("deleteSubscriptions")?.toLowerCase() === "true";
}
