import type { FastifyInstance, FastifyRequest } from "fastify";
import { jsonBody } from "../controlPlane";
import { DatabricksError, notEmulated } from "../databricksError";
import type { Principal, Principals } from "../principals";
import { ACCOUNT_USERS, type Privilege, PRIVILEGES, typeOf } from "./catalogPrivileges";
import type { ModelServices } from "./modelServices";
import { pageOf, wholeNumber } from "./pages";

type Request = FastifyRequest<{
    Params: { type: string; fullName: string };
    Querystring: Readonly<Record<string, string | undefined>>;
}>;

/** Privileges on catalogs, schemas and model services, as `GrantsAPI` of the SDKs reads and changes them. */
export function privilegePaths(
    server: FastifyInstance,
    services: ModelServices,
    principals: Principals,
    principalOf: (request: FastifyRequest) => Principal,
): void {
    const { privileges } = services;

    /** @throws {DatabricksError} what is asked about is not there, or the caller must not manage it */
    const managed = (request: Request): string => {
        const { type, fullName } = request.params;
        if (!["CATALOG", "SCHEMA", "MODEL_SERVICE"].includes(type.toUpperCase())) {
            throw notEmulated(`privileges on securables of type '${type}'`);
        }
        if (typeOf(fullName) !== type.toUpperCase()) throw invalid(`'${fullName}' is not the full name of a ${type}.`);
        services.checkSecurable(fullName);
        const caller = principalOf(request);
        // Record privileges-of-others.
        if (privileges.has(caller, "MANAGE", fullName) || request.query.principal === caller.name) return fullName;
        throw new DatabricksError(403, "PERMISSION_DENIED", `User does not have MANAGE on ${type} '${fullName}'.`);
    };

    const answered = ({ query }: Request, held: ReadonlyMap<string, readonly unknown[]>) => {
        const { principal, max_results, page_token } = query;
        if (principal !== undefined && !exists(principals, principal)) throw nobody(principal);
        const assignments = [...held]
            .filter(([name]) => principal === undefined || name === principal)
            .map(([name, privileges]) => ({ principal: name, privileges }));
        const size = wholeNumber("max_results", max_results);
        // Without it, the answer has no pages.
        if (size === undefined) return { privilege_assignments: assignments };
        const { items, next_page_token } = pageOf(assignments, size || 150, page_token);
        return { privilege_assignments: items, next_page_token };
    };

    server.get("/api/2.1/unity-catalog/effective-permissions/:type/:fullName", (request: Request) =>
        answered(request, privileges.effective(managed(request))),
    );

    const own = "/api/2.1/unity-catalog/permissions/:type/:fullName";
    server.get(own, (request: Request) => answered(request, privileges.direct(managed(request))));

    server.patch(own, (request: Request) => {
        const fullName = managed(request);
        for (const { principal, add, remove } of changesIn(jsonBody(request).changes)) {
            if (!exists(principals, principal)) throw nobody(principal);
            for (const privilege of remove) privileges.revoke(principal, privilege, fullName);
            for (const privilege of add) privileges.grant(principal, privilege, fullName);
        }
        return answered(request, privileges.direct(fullName));
    });
}

function changesIn(changes: unknown) {
    if (!Array.isArray(changes)) throw invalid("changes must be a list.");
    return (changes as Record<string, unknown>[]).map(({ principal, add, remove }) => {
        if (typeof principal !== "string") throw invalid("principal is missing.");
        return { principal, add: privilegesIn(add), remove: privilegesIn(remove) };
    });
}

function privilegesIn(list: unknown): Privilege[] {
    if (list === undefined) return [];
    if (!Array.isArray(list)) throw invalid("add and remove must be lists.");
    return list.map((given: unknown) => {
        const privilege = PRIVILEGES.find((known) => known === given);
        if (privilege === undefined) throw invalid(`Privilege ${String(given)} is not applicable to this entity.`);
        return privilege;
    });
}

function exists(principals: Principals, name: string): boolean {
    return name === ACCOUNT_USERS || principals.named(name) !== undefined;
}

function nobody(principal: string): DatabricksError {
    const message = `Could not find principal with name ${principal}.`;
    return new DatabricksError(404, "PRINCIPAL_DOES_NOT_EXIST", message);
}

function invalid(message: string): DatabricksError {
    return new DatabricksError(400, "INVALID_PARAMETER_VALUE", message);
}
