import type { ControlPlane } from "../kernel/controlPlane";
import { apiService, ResourceType } from "../kernel/resourceType";
import type { Entity } from "../kernel/store";

/** `users`: only the administrator, whom every service has. */
export const users: ResourceType = {
    type: `${apiService}/users`,
    label: "User",
    name: { max: 80 },
    fields: {},
    readOnly: true,
};

/** `groups/users`: members of a group. Nobody but the administrator is there, and he is in none that can be made. */
export const groupUsers: ResourceType = { ...users, type: `${apiService}/groups/users` };

/** Makes user 1, the administrator that every service has. */
export function seedAdministrator(plane: ControlPlane, service: Entity): void {
    plane.save({
        id: `${service.id}/users/1`,
        type: users.type,
        name: "1",
        envelope: {},
        properties: {
            firstName: "Administrator",
            lastName: "",
            email: service.properties.publisherEmail,
            state: "active",
            registrationDate: plane.timestamp(),
            identities: [{ provider: "Azure", id: service.properties.publisherEmail }],
            groups: [],
        },
        secrets: {},
    });
}
