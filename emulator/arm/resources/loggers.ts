import { randomBytes } from "node:crypto";
import { invalidFields, invalidRequest } from "../kernel/armError";
import type { ControlPlane } from "../kernel/controlPlane";
import { flag, mapOf, oneOf, required, text, unsupported, writeOnly } from "../kernel/fields";
import { namedValues } from "./namedValues";
import { apiService, Draft, record, ResourceType } from "../kernel/resourceType";
import type { Entity } from "../kernel/store";

/**
 * `loggers`: where diagnostics go. A credential that is sent as it is becomes a secret named value, which the answers
 * refer to; one that refers to a named value already stays as it is.
 */
export const loggers: ResourceType = {
    type: `${apiService}/loggers`,
    label: "Logger",
    name: { max: 256, pattern: /^[^*#&+:<>?]+$/ },
    fields: {
        loggerType: required(
            unsupported(oneOf("azureEventHub", "applicationInsights", "azureMonitor"), (value) => {
                return value === "azureEventHub";
            }),
        ),
        description: text(256),
        credentials: writeOnly(mapOf(text(4096, 1))),
        isBuffered: flag,
        resourceId: text(2000, 1),
    },
    defaults: { isBuffered: true },
    prepare: prepareLogger,
    beforeDelete: (plane, logger, service) => {
        const users = usersOf(plane, service, logger);
        if (users.length > 0) throw inUse(logger, users);
    },
    // Only the one in use goes (record logger-takes-its-named-value-along).
    afterDelete: (plane, service, logger) => {
        for (const reference of Object.values(record(logger.properties.credentials))) {
            const displayName = /^\{\{(Logger-Credentials--[0-9a-f]{24})\}\}$/.exec(String(reference))?.[1];
            const value = plane.store
                .children(service.id, namedValues.type)
                .find(({ properties }) => properties.displayName === displayName);
            if (value) plane.store.delete(value.id);
        }
    },
};

/** @returns the logger that an id of either form means: relative to the service, or whole */
export function loggerOf(plane: ControlPlane, service: Entity, id: string): Entity | undefined {
    const relative = id.toLowerCase().startsWith(`${service.id.toLowerCase()}/`) ? id.slice(service.id.length) : id;
    return /^\/?loggers\/[^/]+$/i.test(relative)
        ? plane.store.get(`${service.id}/${relative.replace(/^\//, "")}`)
        : undefined;
}

function prepareLogger({ plane, service, entity, sent, existing }: Draft): void {
    const { properties } = entity;
    if (properties.loggerType === "azureMonitor") return;
    properties.credentials = existing?.properties.credentials;
    if (sent.credentials === undefined && existing) return;
    const credentials = record(sent.credentials);
    const { instrumentationKey, connectionString, identityClientId, ...others } = credentials;
    const unknown = Object.keys(others)[0];
    if (unknown !== undefined) {
        throw invalidFields({ target: "credentials", message: `Could not find member '${unknown}'.` });
    }
    if ((instrumentationKey === undefined) === (connectionString === undefined)) {
        const message =
            "One of 'instrumentationKey' and 'connectionString' is required for an Application Insights logger.";
        throw invalidFields({ target: "credentials", message });
    }
    const [name, value] =
        instrumentationKey === undefined
            ? ["connectionString", String(connectionString)]
            : ["instrumentationKey", String(instrumentationKey)];
    checkCredential(plane, service, name, value);
    // Each write of a plain credential makes a named value and leaves the one before behind, as the real service does.
    const reference = isReference(value) ? value : `{{${keep(plane, service, value)}}}`;
    properties.credentials = { [name]: reference, ...(identityClientId !== undefined && { identityClientId }) };
}

function checkCredential(plane: ControlPlane, service: Entity, name: string, value: string): void {
    const resolved = isReference(value) ? referred(plane, service, value.slice(2, -2)) : value;
    const key = name === "connectionString" ? /(?:^|;)InstrumentationKey=([^;]*)/i.exec(resolved)?.[1] : resolved;
    if (/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(key ?? "")) return;
    // Record logger-instrumentation-key.
    throw invalidFields({
        target: "credentials",
        message: "Invalid instrumentation key for Application Insights Logger",
    });
}

function referred(plane: ControlPlane, service: Entity, displayName: string): string {
    const found = plane.store
        .children(service.id, namedValues.type)
        .find(({ properties }) => properties.displayName === displayName);
    if (found) return String(found.properties.value ?? found.secrets.value);
    // The service forgets to fill the placeholder in (public reports).
    const message = "One or more Properties ['{0}'] specified are missing.";
    throw invalidFields({ target: displayName, message });
}

/** @returns the display name of the new named value, whose number follows that in its id */
function keep(plane: ControlPlane, service: Entity, value: string): string {
    const name = randomBytes(12).toString("hex");
    const next = (BigInt(`0x${name}`) + 1n) & ((1n << 96n) - 1n);
    const displayName = `Logger-Credentials--${next.toString(16).padStart(24, "0")}`;
    plane.save({
        id: `${service.id}/namedValues/${name}`,
        type: namedValues.type,
        name,
        envelope: {},
        properties: { displayName, secret: true, tags: [], provisioningState: "Succeeded" },
        secrets: { value },
    });
    return displayName;
}

function isReference(value: string): boolean {
    return /^\{\{[^{}]+\}\}$/.test(value);
}

function usersOf(plane: ControlPlane, service: Entity, logger: Entity): string[] {
    return plane.store
        .subtree(service.id)
        .filter(({ type }) => type.endsWith("/diagnostics"))
        .filter(({ properties }) => String(properties.loggerId).toLowerCase() === logger.id.toLowerCase())
        .map(({ id }) => id.slice(service.id.length));
}

/** Record logger-in-use. */
function inUse(logger: Entity, users: readonly string[]) {
    return invalidRequest(
        `The Logger '${logger.name}' is used by the following entities:\r\n${users.map((id) => `${id}\r\n`).join("")}`,
    );
}
