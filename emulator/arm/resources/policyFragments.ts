import { checkFragment, formatPolicy, parsePolicy } from "../../gateway/policy";
import { includes } from "../../gateway/policyFragments";
import type { Scope } from "../../gateway/policyRule";
import { storeLookups } from "../../gateway/storeLookups";
import { invalidFields } from "../kernel/armError";
import type { ControlPlane } from "../kernel/controlPlane";
import { anyText, oneOf, readOnly, required, text } from "../kernel/fields";
import { apiService, type Draft, type ResourceType } from "../kernel/resourceType";
import type { Entity } from "../kernel/store";
import { refuseIfUsed, showPolicy, validated } from "./policies";
import { xmlFromRaw } from "./policyFormat";

/** Largest fragment, in KiB (policy fragments page, 2025; the newest copy says 512). */
const largest = 32;

/** `policyFragments`: policies that documents include by id (`include-fragment`). */
export const policyFragments: ResourceType = {
    type: `${apiService}/policyFragments`,
    label: "PolicyFragment",
    name: { max: 80, pattern: /^\w+$|^\w[\w-]+\w$/ },
    asynchronous: ["PUT"],
    unpatched: true,
    fields: {
        value: required(anyText),
        description: text(1000),
        format: oneOf("xml", "rawxml"),
        provisioningState: readOnly,
    },
    defaults: { format: "xml" },
    prepare: prepareFragment,
    beforeDelete: (plane, { name }, service) =>
        refuseIfUsed(plane, service, `Policy Fragment '${name}'`, (document) => includes(document, name)),
    actions: {
        listreferences: (plane, { name }, service) => {
            const value = usersOf(plane, service, name).map((policy) => ({
                id: policy.id,
                type: policy.type,
                name: policy.name,
            }));
            return { status: 200, body: { value, count: value.length } };
        },
    },
    show: showPolicy,
};

/** Records fragment-*. */
function prepareFragment({ plane, service, entity, sent }: Draft): void {
    const source = String(entity.properties.value);
    const isRaw = sent.format === "rawxml";
    if (Buffer.byteLength(source) > largest * 1024) {
        const message = `Policy fragment exceeds the limit of ${largest} KiB.`;
        throw invalidFields({ target: "representation", message });
    }
    const lookups = storeLookups(plane.store, service.id);
    validated(() => checkFragment(source, lookups, isRaw ? "rawxml" : "xml"));
    const value = formatPolicy(isRaw ? xmlFromRaw(source) : source);
    const changed = {
        ...lookups,
        fragment: (id: string) => (id.toLowerCase() === entity.name.toLowerCase() ? value : lookups.fragment?.(id)),
    };
    for (const policy of usersOf(plane, service, entity.name)) {
        validated(() => parsePolicy(String(policy.properties.value), scopeOf(policy), changed));
    }
    entity.properties.format = "xml";
    entity.properties.value = value;
}

function usersOf(plane: ControlPlane, service: Entity, fragment: string): Entity[] {
    return plane.store
        .subtree(service.id)
        .filter(({ type, properties }) => type.endsWith("/policies") && includes(String(properties.value), fragment));
}

const scopes: Readonly<Record<string, Scope>> = { service: "service", products: "product", apis: "api" };

function scopeOf({ type }: Entity): Scope {
    return scopes[type.split("/").at(-2)!] ?? "operation";
}
