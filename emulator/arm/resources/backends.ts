import { invalidFields, invalidRequest, notImplemented } from "../kernel/armError";
import { urlProblem } from "./apis";
import { checkBreaker, circuitBreaker } from "./circuitBreakers";
import type { ControlPlane } from "../kernel/controlPlane";
import {
    anyArray,
    anyObject,
    arrayOf,
    flag,
    mapOf,
    objectOf,
    oneOf,
    required,
    text,
    unsupported,
    whole,
} from "../kernel/fields";
import { namedValues } from "./namedValues";
import { refuseIfUsed } from "./policies";
import { mcpVersion } from "./mcpServers";
import { apiService, type ArmRequest, type Draft, record, type ResourceType } from "../kernel/resourceType";
import type { Entity } from "../kernel/store";
import type { Properties } from "../kernel/fields";

/** Most backends of a pool (documentation of backends). */
const poolSize = 30;

const values = mapOf(arrayOf(text(4096)));

const notEmpty = (value: unknown) => Object.keys(record(value)).length > 0;
const certificates = unsupported(anyArray, (value) => (value as unknown[]).length > 0);

/** `backends`: addresses that policies refer to by id, one by one or as a pool. */
export const backends: ResourceType = {
    type: `${apiService}/backends`,
    label: "Backend",
    name: { max: 80 },
    fields: {
        url: unsupported({ ...text(2000, 1), check: urlProblem }, (value) => String(value).includes("{{")),
        protocol: unsupported(oneOf("http", "soap"), (value) => value === "soap"),
        title: text(300, 1),
        description: text(2000, 1),
        resourceId: text(2000, 1),
        type: oneOf("Single", "Pool"),
        properties: unsupported(anyObject, notEmpty),
        credentials: objectOf({
            header: values,
            query: values,
            authorization: objectOf({ scheme: required(text(100, 1)), parameter: required(text(300, 1)) }),
            certificate: certificates,
            certificateIds: certificates,
            managedIdentity: objectOf({ resource: required(text(2000, 1)), clientId: text(100, 1) }),
        }),
        proxy: unsupported(anyObject),
        tls: unsupported(objectOf({ validateCertificateChain: flag, validateCertificateName: flag }), (value) =>
            Object.values(record(value)).includes(false),
        ),
        circuitBreaker,
        pool: objectOf({
            services: required(
                arrayOf(objectOf({ id: required(text(2000, 1)), weight: whole(0, 100), priority: whole(0, 100) }), {
                    min: 1,
                    max: poolSize,
                }),
            ),
        }),
    },
    prepare: prepareBackend,
    show: (entity, request) => withIdentityOf(request, entity.properties),
    beforeDelete: (plane, backend, service) => {
        const pools = plane.store
            .children(service.id, backends.type)
            .filter((pool) => membersOf(pool).includes(backend.id.toLowerCase()))
            .map(({ name }) => `/backends/${name}\r\n`);
        if (pools.length > 0) {
            throw invalidRequest(
                `The Backend '${backend.name}' is used by the following entities:\r\n${pools.join("")}`,
            );
        }
        const attribute = `backend-id="${backend.name.toLowerCase()}"`;
        refuseIfUsed(plane, service, `Backend '${backend.name}'`, (policy) => policy.toLowerCase().includes(attribute));
    },
};

/** Record backend-managed-identity-by-version: earlier versions neither take nor show it. */
function withIdentityOf({ query }: ArmRequest, properties: Properties): Properties {
    const { managedIdentity, ...credentials } = record(properties.credentials);
    const isKnown = query.get("api-version") === mcpVersion;
    if (isKnown || managedIdentity === undefined) return properties;
    return { ...properties, credentials };
}

/** Records backend-*, pool-*. */
function prepareBackend({ plane, service, entity, request }: Draft): void {
    const properties = (entity.properties = withIdentityOf(request, entity.properties));
    const isConsumption = record(service.envelope.sku).name === "Consumption";
    if (properties.type === "Pool") preparePool(plane, service, entity);
    else {
        const missing = ["url", "protocol"].filter((name) => properties[name] === undefined);
        if (missing.length > 0) {
            throw invalidFields(
                ...missing.map((target) => ({ target, message: `Value is required for '${target}'.` })),
            );
        }
        if (properties.pool)
            throw invalidFields({ target: "pool", message: "Only a backend of type 'Pool' has a pool." });
    }
    if (notEmpty(properties.circuitBreaker)) checkBreaker(record(properties.circuitBreaker), isConsumption);
    checkReferences(plane, service, properties.credentials);
}

function preparePool(plane: ControlPlane, service: Entity, pool: Entity): void {
    const { properties } = pool;
    const refuse = (message: string) => invalidFields({ target: "pool", message });
    if (!properties.pool) throw refuse("Value is required for 'pool'.");
    for (const name of ["circuitBreaker", "credentials"]) {
        if (notEmpty(properties[name])) throw notImplemented(`'${name}' of a backend of the type 'Pool'`);
    }
    const services = (record(properties.pool).services as Record<string, unknown>[]).map((member) => {
        const id = String(member.id);
        const relative = id.toLowerCase().startsWith(`${service.id.toLowerCase()}/`) ? id.slice(service.id.length) : id;
        const found = /^\/backends\/[^/]+$/i.test(relative) && plane.store.get(`${service.id}${relative}`);
        if (!found) throw refuse(`Backend with id '${id}' could not be found.`);
        if (found.properties.type === "Pool")
            throw refuse(`The backend '${found.name}' is a pool: pools cannot be nested.`);
        return { ...member, id: found.id };
    });
    const ids = services.map(({ id }) => id.toLowerCase());
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twice !== undefined) throw refuse(`The backend '${twice}' is listed more than once.`);
    properties.pool = { services };
}

function membersOf({ properties }: Entity): string[] {
    const services = (record(properties.pool).services ?? []) as { id: string }[];
    return services.map(({ id }) => id.toLowerCase());
}

/** Credentials may refer to named values, which have to be there. */
function checkReferences(plane: ControlPlane, service: Entity, credentials: unknown): void {
    const named = plane.store.children(service.id, namedValues.type).map(({ properties }) => properties.displayName);
    for (const [, name] of JSON.stringify(credentials ?? {}).matchAll(/\{\{([^{}]+)\}\}/g)) {
        if (named.includes(name)) continue;
        throw invalidFields({ target: "credentials", message: `Cannot find a property '${name}'` });
    }
}
