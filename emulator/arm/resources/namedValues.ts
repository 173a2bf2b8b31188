import { ArmError, invalidFields, invalidRequest, notImplemented } from "../kernel/armError";
import type { ControlPlane } from "../kernel/controlPlane";
import { anyArray, type Field, flag, readOnly, required, writeOnly } from "../kernel/fields";
import { identityToken, serviceIdentity } from "./managedIdentities";
import { accepted } from "../kernel/operationResults";
import { refuseIfUsed } from "./policies";
import { apiService, ArmAnswer, ArmRequest, Draft, record, ResourceType } from "../kernel/resourceType";
import type { Entity } from "../kernel/store";

const vaultReference: Field = {
    type: "object",
    check: (value) => {
        const { secretIdentifier } = record(value);
        if (/^https:\/\/[^/]+\/secrets\/[^/]+(?:\/[^/]+)?\/?$/.test(String(secretIdentifier))) return undefined;
        return "secretIdentifier should be the address of a key vault's secret.";
    },
};

/**
 * `namedValues`: texts that policies refer to as `{{display name}}`. A secret one is shown by `listValue` only; one that
 * is kept in a key vault, nowhere.
 */
export const namedValues: ResourceType = {
    type: `${apiService}/namedValues`,
    label: "NamedValue",
    name: { max: 256, pattern: /^[^*#&+:<>?]+$/ },
    asynchronous: ["PUT", "PATCH"],
    fields: {
        displayName: required({ type: "string", min: 1, max: 256, pattern: /^[A-Za-z0-9-._]+$/ }),
        value: writeOnly({ type: "string", max: 4096 }),
        secret: flag,
        tags: { ...anyArray, max: 32 },
        keyVault: vaultReference,
        provisioningState: readOnly,
    },
    defaults: { secret: false, tags: [] },
    prepare: prepareNamedValue,
    beforeDelete: (plane, { name, properties }, service) =>
        refuseIfUsed(plane, service, `Named Value '${name}'`, (policy) =>
            policy.includes(`{{${properties.displayName}}}`),
        ),
    actions: {
        listvalue: (_, { properties, secrets }) => ({
            status: 200,
            body: properties.keyVault ? {} : { value: properties.value ?? secrets.value },
        }),
        refreshsecret: refreshSecret,
    },
};

function prepareNamedValue(draft: Draft): void {
    const { plane, service, entity } = draft;
    if (entity.properties.keyVault) prepareReference(draft);
    else prepareValue(draft);
    const { atEnd } = draft;
    draft.atEnd = async () => {
        // The real service finds a second holder of the name only while it works, and tells the poller.
        const { displayName } = entity.properties;
        const others = plane.store.children(service.id, namedValues.type).filter(({ name }) => name !== entity.name);
        if (others.some((other) => other.properties.displayName === displayName)) {
            throw invalidFields({ target: "name", message: "Property with the same name already exist." });
        }
        await atEnd?.();
    };
}

function prepareValue({ entity, sent, existing }: Draft): void {
    const { properties, secrets } = entity;
    const kept = existing && !existing.properties.keyVault ? secrets.value : undefined;
    const value = sent.value ?? properties.value ?? kept;
    if (typeof value !== "string" || value.trim() === "") {
        throw invalidFields({ target: "value", message: "Value should not be empty or consist only of whitespace." });
    }
    delete properties.value;
    delete secrets.value;
    if (properties.secret) secrets.value = value;
    else properties.value = value;
}

/** A reference is followed before it is stored: one that cannot be, is refused. */
function prepareReference(draft: Draft): void {
    const { plane, service, entity, sent } = draft;
    const { properties } = entity;
    if (sent.value !== undefined) {
        throw invalidFields({ target: "value", message: "Value cannot be given together with keyVault." });
    }
    if (!properties.secret) {
        throw invalidFields({ target: "secret", message: "A value that is kept in a key vault should be a secret." });
    }
    const { secretIdentifier, identityClientId } = record(properties.keyVault);
    if (!serviceIdentity(plane.store, service.id, identityClientId as string | undefined)) {
        const which = identityClientId === undefined ? "system-assigned identity" : `identity '${identityClientId}'`;
        throw invalidFields({ target: "keyVault", message: `The service does not have the ${which}.` });
    }
    properties.keyVault = { secretIdentifier, ...(identityClientId !== undefined && { identityClientId }) };
    delete properties.value;
    draft.atEnd = async () => {
        const { value, status } = await follow(plane, service.id, entity);
        // In the vault's own words (record named-value-vault-refusal).
        if (value === undefined) throw invalidFields({ target: "keyVault", message: status.message });
        entity.secrets.value = value;
        properties.keyVault = { ...record(properties.keyVault), lastStatus: status };
    };
}

/** Reads the secret anew. Where that fails, the old value stays and `lastStatus` says why. */
function refreshSecret(plane: ControlPlane, entity: Entity, service: Entity, request: ArmRequest): ArmAnswer {
    if (!entity.properties.keyVault) throw invalidRequest("Named value is not backed by a key vault secret.");
    const operation = plane.operations.accept(entity.id, 0, async () => {
        const { value = entity.secrets.value!, status } = await follow(plane, service.id, entity);
        const keyVault = { ...record(entity.properties.keyVault), lastStatus: status };
        plane.save({ ...entity, properties: { ...entity.properties, keyVault }, secrets: { value } });
    });
    return { status: 202, headers: accepted(request, service, entity.id, operation, 200) };
}

async function follow(plane: ControlPlane, serviceId: string, { properties }: Entity) {
    const { tenant, readSecret } = plane;
    if (!tenant || !readSecret) throw notImplemented("key vaults without a tenant and a vault");
    const { secretIdentifier, identityClientId } = record(properties.keyVault);
    const timeStampUtc = plane.timestamp();
    try {
        const clientId = identityClientId as string | undefined;
        const resource = "https://vault.azure.net";
        const token = await identityToken(plane.store, tenant, serviceId, { resource, clientId });
        const value = await readSecret(String(secretIdentifier), token);
        return { value, status: { code: "Success", message: "", timeStampUtc } };
    } catch (error) {
        if (error instanceof ArmError) throw error;
        return { value: undefined, status: { code: "Failed", message: (error as Error).message, timeStampUtc } };
    }
}
