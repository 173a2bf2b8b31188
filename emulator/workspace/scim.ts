import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { jsonBody } from "./controlPlane";
import type { Principal, Principals } from "./principals";

const PATH = "/api/2.0/preview/scim/v2/ServicePrincipals";
const SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:ServicePrincipal";

type ById = { Params: { id: string } };

/**
 * `/api/2.0/preview/scim/v2/ServicePrincipals`: the service principals of the workspace. Everybody may read them, only
 * administrators change them. Errors have SCIM's own shape (RFC 7644, 3.12).
 */
export function servicePrincipals(
    server: FastifyInstance,
    principals: Principals,
    principalOf: (request: FastifyRequest) => Principal,
): void {
    const adminOnly = (request: FastifyRequest, reply: FastifyReply, change: () => unknown) =>
        principalOf(request).admin
            ? change()
            : refuse(reply, 403, "Only administrators may change service principals.");
    const found = (id: string): Principal | undefined => {
        const principal = principals.get(id);
        return principal?.servicePrincipal ? principal : undefined;
    };
    const missing = (reply: FastifyReply, id: string) =>
        refuse(reply, 404, `ServicePrincipal with id ${id} not found.`);

    server.get<{ Querystring: { filter?: string } }>(PATH, ({ query }, reply) => {
        const [, wanted] = /^applicationId eq "?([^"]+)"?$/i.exec(query.filter ?? "") ?? [];
        if (query.filter !== undefined && wanted === undefined) {
            return refuse(reply, 501, `The emulated workspace does not implement the filter '${query.filter}'.`);
        }
        const all = principals.servicePrincipals().filter(({ name }) => wanted === undefined || name === wanted);
        const schemas = ["urn:ietf:params:scim:api:messages:2.0:ListResponse"];
        return {
            schemas,
            totalResults: all.length,
            startIndex: 1,
            itemsPerPage: all.length,
            Resources: all.map(shown),
        };
    });

    server.get<ById>(`${PATH}/:id`, ({ params }, reply) => {
        const principal = found(params.id);
        return principal ? shown(principal) : missing(reply, params.id);
    });

    server.post(PATH, (request, reply) =>
        adminOnly(request, reply, () => {
            const { applicationId, displayName, externalId } = jsonBody(request) as Record<string, string | undefined>;
            if (applicationId !== undefined && principals.named(applicationId)) {
                return refuse(reply, 409, `Service principal with application ID ${applicationId} already exists.`);
            }
            const made = principals.addServicePrincipal({
                ...(applicationId !== undefined && { name: applicationId }),
                ...(displayName !== undefined && { displayName }),
                ...(externalId !== undefined && { externalId }),
            });
            return reply.status(201).send(shown(made));
        }),
    );

    server.put<ById>(`${PATH}/:id`, (request, reply) =>
        adminOnly(request, reply, () => {
            const principal = found(request.params.id);
            if (principal === undefined) return missing(reply, request.params.id);
            const { displayName = principal.displayName, externalId } = jsonBody(request) as Record<string, string>;
            principals.set({ ...principal, displayName, externalId });
            return shown(principals.get(principal.id)!);
        }),
    );

    server.delete<ById>(`${PATH}/:id`, (request, reply) =>
        adminOnly(request, reply, () => {
            if (found(request.params.id) === undefined) return missing(reply, request.params.id);
            principals.remove(request.params.id);
            return reply.status(204).send();
        }),
    );
}

function shown({ id, name, displayName, externalId }: Principal): object {
    const entitlements: object[] = [];
    return {
        schemas: [SCHEMA],
        id,
        applicationId: name,
        displayName,
        externalId,
        active: true,
        entitlements,
        groups: [],
    };
}

function refuse(reply: FastifyReply, status: number, detail: string): FastifyReply {
    const schemas = ["urn:ietf:params:scim:api:messages:2.0:Error"];
    return reply.status(status).send({ schemas, detail, status: String(status) });
}
