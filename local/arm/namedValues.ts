import { invalidFields } from "./armError";
import { anyArray, anyObject, flag, readOnly, required, unsupported, writeOnly } from "./fields";
import { refuseIfUsed } from "./policies";
import { apiService, Draft, ResourceType } from "./resourceType";

/** `namedValues`: texts that policies refer to as `{{display name}}`. A secret one is shown by `listValue` only. */
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
        keyVault: unsupported(anyObject),
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
            body: { value: properties.value ?? secrets.value },
        }),
    },
};

function prepareNamedValue(draft: Draft): void {
    const { plane, service, entity, sent, existing } = draft;
    const { properties, secrets } = entity;
    const value = sent.value ?? properties.value ?? (existing && secrets.value);
    if (typeof value !== "string" || value.trim() === "") {
        throw invalidFields({ target: "value", message: "Value should not be empty or consist only of whitespace." });
    }
    delete properties.value;
    delete secrets.value;
    if (properties.secret) secrets.value = value;
    else properties.value = value;
    // The real service finds a second holder of the name only while it works, and tells the poller.
    draft.atEnd = () => {
        const { displayName } = properties;
        const others = plane.store.children(service.id, namedValues.type).filter(({ name }) => name !== entity.name);
        if (others.some((other) => other.properties.displayName === displayName)) {
            throw invalidFields({ target: "name", message: "Property with the same name already exist." });
        }
    };
}
