import type { FastifyInstance, FastifyRequest } from "fastify";
import { jsonBody } from "./controlPlane";
import { DatabricksError } from "./databricksError";
import type { PermissionObject, Permissions } from "./permissions";
import type { Principal } from "./principals";

type ById = { Params: { id: string } };

/** `/api/2.0/permissions/{objects}/{id}`, e.g. by the id of a serving endpoint and not by its name. */
export function permissionPaths<Level extends string>(
    server: FastifyInstance,
    all: () => readonly PermissionObject[],
    permissions: Permissions<Level>,
    principalOf: (request: FastifyRequest) => Principal,
): void {
    const { objects, noun, levels } = permissions.kind;
    const path = `/api/2.0/permissions/${objects}/:id`;
    const [least, most] = [levels[0]!, levels.at(-1)!];
    const objectFor = (request: FastifyRequest<ById>): PermissionObject => {
        const { id } = request.params;
        const object = all().find((candidate) => candidate.id === id);
        if (object === undefined) {
            const kind = noun[0]!.toUpperCase() + noun.slice(1);
            throw new DatabricksError(404, "RESOURCE_DOES_NOT_EXIST", `${kind} with ID ${id} does not exist.`);
        }
        permissions.check(principalOf(request), object, request.method === "GET" ? least : most);
        return object;
    };

    server.get<ById>(path, (request) => permissions.shown(objectFor(request)));

    server.get<ById>(`${path}/permissionLevels`, (request) => {
        objectFor(request);
        return { permission_levels: levels.map((permission_level) => ({ permission_level })) };
    });

    server.put<ById>(path, (request) => {
        const object = objectFor(request);
        permissions.replace(object, jsonBody(request).access_control_list);
        return permissions.shown(object);
    });

    server.patch<ById>(path, (request) => {
        const object = objectFor(request);
        permissions.add(object, jsonBody(request).access_control_list);
        return permissions.shown(object);
    });
}
