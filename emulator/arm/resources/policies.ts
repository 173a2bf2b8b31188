import { formatPolicy, parsePolicy, PolicyError } from "../../gateway/policy";
import type { Scope } from "../../gateway/policyRule";
import { storeLookups } from "../../gateway/storeLookups";
import { maxPolicyKib, skuOf } from "../../gateway/tierLimits";
import { ArmError, invalidFields, invalidRequest } from "../kernel/armError";
import type { ControlPlane } from "../kernel/controlPlane";
import { oneOf, required, unsupported, anyText } from "../kernel/fields";
import { rawFromXml, xmlFromRaw } from "./policyFormat";
import { apiService, ArmRequest, Draft, ResourceType } from "../kernel/resourceType";
import type { Entity } from "../kernel/store";

/** The policy every service is born with; azure-native takes a policy with exactly this text for not yet created. */
export const defaultGlobalPolicy = [
    "<!--",
    "    IMPORTANT:",
    "    - Policy elements can appear only within the <inbound>, <outbound>, <backend> section elements.",
    "    - Only the <forward-request> policy element can appear within the <backend> section element.",
    "    - To apply a policy to the incoming request (before it is forwarded to the backend service), " +
        "place a corresponding policy element within the <inbound> section element.",
    "    - To apply a policy to the outgoing response (before it is sent back to the caller), " +
        "place a corresponding policy element within the <outbound> section element.",
    "    - To add a policy position the cursor at the desired insertion point and click on the round button " +
        "associated with the policy.",
    "    - To remove a policy, delete the corresponding policy statement from the policy document.",
    "    - Policies are applied in the order of their appearance, from the top down.",
    "-->",
    "<policies>",
    "\t<inbound></inbound>",
    "\t<backend>",
    "\t\t<forward-request />",
    "\t</backend>",
    "\t<outbound></outbound>",
    "</policies>",
].join("\r\n");

/** The `policies` of one scope; there is only ever one, named `policy`. */
export function policies(parentType: string, scope: Scope): ResourceType {
    return {
        type: `${parentType}/policies`,
        label: "Policy",
        name: { max: 80, pattern: /^policy$/i, message: "Name should only be 'policy' for policies entity." },
        fields: {
            value: required(anyText),
            format: unsupported(oneOf("xml", "rawxml", "xml-link", "rawxml-link"), (value) =>
                String(value).endsWith("-link"),
            ),
        },
        defaults: { format: "xml" },
        prepare: (draft) => preparePolicy(draft, scope),
        // A service is never without a global policy: what is deleted comes back as it was at the service's birth.
        ...(scope === "service" && { afterDelete: seedGlobalPolicy }),
        show: showPolicy,
    };
}

/** Stores the policy a service is born with. */
export function seedGlobalPolicy(plane: ControlPlane, service: Entity): void {
    plane.save({
        id: `${service.id}/policies/policy`,
        type: `${apiService}/policies`,
        name: "policy",
        envelope: {},
        properties: { format: "xml", value: defaultGlobalPolicy },
        secrets: {},
    });
}

/** @throws ArmError ValidationError if a policy, or a credential, still contains what `uses` looks for */
export function refuseIfUsed(
    plane: ControlPlane,
    service: Entity,
    what: string,
    uses: (text: string) => boolean,
): void {
    const users = plane.store
        .subtree(service.id)
        .filter((entity) => uses(referringText(entity)))
        .map(({ id }) => `${id.slice(service.id.length)}\r\n`);
    if (users.length > 0) throw invalidRequest(`The ${what} is used by the following entities:\r\n${users.join("")}`);
}

function referringText({ type, properties }: Entity): string {
    if (type.endsWith("/policies") || type.endsWith("/policyFragments")) return String(properties.value);
    const credentials = type.endsWith("/backends") || type.endsWith("/loggers") ? properties.credentials : undefined;
    return JSON.stringify(credentials) ?? "";
}

function preparePolicy({ plane, service, entity, sent }: Draft, scope: Scope): void {
    const text = String(entity.properties.value);
    const isRaw = sent.format === "rawxml";
    const xml = isRaw ? xmlFromRaw(text) : text;
    const limit = maxPolicyKib(skuOf(plane.store, service.id));
    // Record policy-size.
    if (Buffer.byteLength(text) > limit * 1024) {
        const message = `Policy document exceeds the limit of ${limit} KiB.`;
        throw invalidFields({ target: "representation", message });
    }
    // The document as it came, so that refusals name its own lines and columns.
    validated(() => parsePolicy(text, scope, storeLookups(plane.store, service.id), isRaw ? "rawxml" : "xml"));
    entity.properties.format = "xml";
    // A reset to the birth text has to look like it again, or azure-native could not create the policy anew.
    entity.properties.value = xml === defaultGlobalPolicy ? xml : formatPolicy(xml);
}

/** @throws ArmError for the PolicyError of a validation, and NotImplemented where only the emulator refuses */
export function validated(validation: () => unknown): void {
    try {
        validation();
    } catch (error) {
        if (!(error instanceof PolicyError)) throw error;
        if (error.unsupported) throw new ArmError(501, "NotImplemented", error.message);
        throw invalidFields({ target: error.target, message: error.message });
    }
}

/** A policy document, or a fragment of one, in the format that is asked for. */
export function showPolicy({ properties }: Entity, request: ArmRequest): Record<string, unknown> {
    const format = request.query.get("format") ?? "xml";
    if (format !== "xml" && format !== "rawxml") {
        throw invalidFields({ target: "format", message: "Value should be one of xml, rawxml." });
    }
    const xml = String(properties.value);
    return { ...properties, format, value: format === "xml" ? xml : rawFromXml(xml) };
}
