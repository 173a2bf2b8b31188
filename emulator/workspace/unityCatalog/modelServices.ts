import { DatabricksError } from "../databricksError";
import { type Principal, SEEDED_SERVICE_PRINCIPAL } from "../principals";
import { ACCOUNT_USERS, CatalogPrivileges, typeOf } from "./catalogPrivileges";
import { type EmulatedModelService, modelServiceDefaults, modelServiceSeeds } from "./modelService";

/** The workspace's model services, and who may do what with them. */
export class ModelServices {
    readonly privileges = new CatalogPrivileges();
    private readonly services = new Map<string, EmulatedModelService>();

    constructor() {
        for (const service of modelServiceSeeds()) this.services.set(service.fullName, service);
        // Everybody may query what Databricks provides (documentation, "Query model services").
        this.privileges.grant(ACCOUNT_USERS, "USE_CATALOG", "system");
        this.privileges.grant(ACCOUNT_USERS, "USE_SCHEMA", "system.ai");
        this.privileges.grant(ACCOUNT_USERS, "EXECUTE", "system.ai");
        this.privileges.grant(SEEDED_SERVICE_PRINCIPAL.name, "USE_CATALOG", "main");
        this.privileges.grant(SEEDED_SERVICE_PRINCIPAL.name, "USE_SCHEMA", "main.support");
        this.privileges.grant(SEEDED_SERVICE_PRINCIPAL.name, "EXECUTE", "main.support.team-chat");
    }

    /** Sorted by name. */
    all(): EmulatedModelService[] {
        return [...this.services.values()].sort((a, b) => (a.fullName < b.fullName ? -1 : 1));
    }

    find(fullName: string): EmulatedModelService | undefined {
        return this.services.get(fullName);
    }

    /** Makes a service, or changes members of one. */
    set(fullName: string, changes: Partial<Omit<EmulatedModelService, "fullName">>): void {
        const previous = this.services.get(fullName) ?? modelServiceDefaults(fullName);
        this.services.set(fullName, { ...previous, ...changes, fullName });
    }

    remove(fullName: string): void {
        this.services.delete(fullName);
        this.privileges.forget(fullName);
    }

    /** Whether somebody may query it: EXECUTE on it, and USE CATALOG and USE SCHEMA on where it is. */
    mayQuery(caller: Principal, service: EmulatedModelService): boolean {
        return this.reaches(caller, service.fullName) && this.privileges.has(caller, "EXECUTE", service.fullName);
    }

    /** Whether somebody sees it. */
    maySee(caller: Principal, { fullName }: EmulatedModelService): boolean {
        const either = (["EXECUTE", "READ_METADATA", "MANAGE"] as const).some((privilege) =>
            this.privileges.has(caller, privilege, fullName),
        );
        return either && this.reaches(caller, fullName);
    }

    /** @throws {DatabricksError} 404, or 403 for a caller who must not see it (record model-service-without-rights) */
    visible(caller: Principal, fullName: string): EmulatedModelService {
        const service = this.services.get(fullName);
        if (service === undefined) throw modelServiceMissing(fullName);
        if (this.maySee(caller, service)) return service;
        const message = `User does not have EXECUTE on Model Service '${fullName}'.`;
        throw new DatabricksError(403, "PERMISSION_DENIED", message);
    }

    /**
     * A schema whose services are listed.
     *
     * @throws {DatabricksError} 404, or 403 for a caller without USE CATALOG and USE SCHEMA
     */
    checkSchema(caller: Principal, schema: string): void {
        if (!this.all().some(({ fullName }) => schemaOf(fullName) === schema)) {
            throw new DatabricksError(404, "SCHEMA_DOES_NOT_EXIST", `Schema '${schema}' does not exist.`);
        }
        if (this.reaches(caller, `${schema}.`)) return;
        throw new DatabricksError(403, "PERMISSION_DENIED", `User does not have USE SCHEMA on Schema '${schema}'.`);
    }

    /** A catalog, a schema or a service. @throws {DatabricksError} 404 */
    checkSecurable(securable: string): void {
        const exists = this.all().some(({ fullName }) => `${fullName}.`.startsWith(`${securable}.`));
        if (exists) return;
        if (typeOf(securable) === "MODEL_SERVICE") throw modelServiceMissing(securable);
        const type = typeOf(securable);
        const noun = type === "CATALOG" ? "Catalog" : "Schema";
        throw new DatabricksError(404, `${type}_DOES_NOT_EXIST`, `${noun} '${securable}' does not exist.`);
    }

    private reaches(caller: Principal, fullName: string): boolean {
        const schema = schemaOf(fullName);
        const [catalog] = schema.split(".") as [string];
        return this.privileges.has(caller, "USE_CATALOG", catalog) && this.privileges.has(caller, "USE_SCHEMA", schema);
    }
}

/** `catalog.schema` of a service's full name. */
export function schemaOf(fullName: string): string {
    return fullName.split(".").slice(0, 2).join(".");
}

/** Also where the caller may not query it: the gateway does not tell strangers what there is. */
export function modelServiceMissing(fullName: string): DatabricksError {
    return new DatabricksError(404, "RESOURCE_DOES_NOT_EXIST", `Model service '${fullName}' does not exist.`);
}
