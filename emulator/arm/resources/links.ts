import { invalidFields } from "../kernel/armError";
import type { ControlPlane } from "../kernel/controlPlane";
import { anyText, required } from "../kernel/fields";
import { apiService, Draft, ResourceType } from "../kernel/resourceType";
import type { Entity } from "../kernel/store";

/** What tells the links with ids of their own apart. */
interface LinkKind {
    /** Collection below the service, e.g. `products/apiLinks`. */
    readonly collection: string;
    /** The member that holds the id of what is linked. */
    readonly member: "apiId" | "groupId";
    /** Collection of what is linked. */
    readonly linked: "apis" | "groups";
    /**
     * Where the same fact is kept as the link without a body, which all others read.
     *
     * @param parent id of the product or tag
     * @param linked id of what is linked
     */
    readonly membership: (parent: string, linked: string) => Pick<Entity, "id" | "type" | "name">;
}

const inProduct = (collection: "apis" | "groups") => (parent: string, linked: string) => ({
    id: `${parent}/${collection}/${lastOf(linked)}`,
    type: `${apiService}/products/${collection}`,
    name: lastOf(linked),
});

const kinds: readonly LinkKind[] = [
    { collection: "products/apiLinks", member: "apiId", linked: "apis", membership: inProduct("apis") },
    { collection: "products/groupLinks", member: "groupId", linked: "groups", membership: inProduct("groups") },
    {
        collection: "tags/apiLinks",
        member: "apiId",
        linked: "apis",
        membership: (parent, linked) => ({
            id: `${linked}/tags/${lastOf(parent)}`,
            type: `${apiService}/apis/tags`,
            name: lastOf(parent),
        }),
    },
];

/** `products/apiLinks`, `products/groupLinks`, `tags/apiLinks`: links with ids of their own (2024-05-01). */
export const links: readonly ResourceType[] = kinds.map((kind) => ({
    type: typeOf(kind),
    label: "Link",
    name: { max: 80, pattern: /^[^*#&+:<>?]+$/ },
    fields: { [kind.member]: required(anyText) },
    unpatched: true,
    prepare: (draft) => prepareLink(kind, draft),
    beforeDelete: (plane, link) => plane.store.delete(membershipOf(kind, link).id),
}));

/** What is linked no more, because it is gone or its link without a body is, has no link with an id either. */
export function removeBrokenLinks(plane: ControlPlane, service: Entity): void {
    for (const kind of kinds) {
        for (const link of plane.store.children(service.id, typeOf(kind))) {
            if (!plane.store.get(membershipOf(kind, link).id)) plane.store.delete(link.id);
        }
    }
}

/** Records link-once, link-takes-over, link-full-id. */
function prepareLink(kind: LinkKind, draft: Draft): void {
    const { plane, service, entity, existing } = draft;
    const { member } = kind;
    const sent = String(entity.properties[member]);
    // A product has an API, and not one of its revisions.
    const linked = plane.store.get(sent.replace(/;rev=[^/]*$/i, ""));
    if (linked?.type !== `${apiService}/${kind.linked}` || !isBelow(linked.id, service.id)) {
        const what = kind.linked === "apis" ? "an API" : "a group";
        throw invalidFields({ target: member, message: `Value should be the full id of ${what} of this service.` });
    }
    entity.properties[member] = linked.id;
    const membership = membershipOf(kind, entity);
    const twin = plane.store
        .children(parentOf(entity.id), typeOf(kind))
        .find((other) => other.name !== entity.name && membershipOf(kind, other).id === membership.id);
    if (twin) throw invalidFields({ target: member, message: `Link to the same entity already exists: ${twin.name}.` });
    draft.afterwards = () => {
        const before = existing && membershipOf(kind, existing).id;
        if (before !== undefined && before !== membership.id) plane.store.delete(before);
        if (plane.store.get(membership.id)) return;
        plane.save({ ...membership, envelope: {}, properties: {}, secrets: {} });
    };
}

function membershipOf({ member, membership }: LinkKind, { id, properties }: Entity) {
    return membership(parentOf(id), String(properties[member]));
}

function typeOf({ collection }: LinkKind): string {
    return `${apiService}/${collection}`;
}

function parentOf(id: string): string {
    return id.split("/").slice(0, -2).join("/");
}

function lastOf(id: string): string {
    return id.slice(id.lastIndexOf("/") + 1);
}

function isBelow(id: string, parent: string): boolean {
    return id.toLowerCase().startsWith(`${parent}/`.toLowerCase());
}
