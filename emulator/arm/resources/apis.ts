import { importDocument } from "./apiImport";
import { checkRevision, copySource, deleteRevisions, shareProperties } from "./apiRevisions";
import { checkMcpServer, mcpProperties, mcpVersion, refuseUsed, shownMcpProperties } from "./mcpServers";
import { checkPath, checkVersion } from "./versionedApis";
import { invalidFields } from "../kernel/armError";
import {
    anyArray,
    anyObject,
    anyText,
    flag,
    oneOf,
    type Properties,
    readOnly,
    required,
    text,
    unsupported,
    writeOnly,
} from "../kernel/fields";
import { apiService, type ArmRequest, Draft, ResourceType } from "../kernel/resourceType";
import { removeBrokenLinks } from "./links";
import { removeSubscriptionsTo } from "./subscriptions";
import type { Entity } from "../kernel/store";
import type { ControlPlane } from "../kernel/controlPlane";

/** The version in which `subscriptionKeyParameterNames` has `bearer`. */
export const bearerKeysVersion = "2025-03-01-preview";

const keyNames = { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" };

/** `apis`: created empty or from an OpenAPI document, which makes the operations. */
export const apis: ResourceType = {
    type: `${apiService}/apis`,
    label: "Api",
    name: { max: 256, pattern: /^[^*#&+:<>?]+$/ },
    asynchronous: ["PUT", "DELETE"],
    fields: {
        path: required({ type: "string", max: 400 }),
        displayName: text(300, 1),
        description: anyText,
        serviceUrl: { type: "string", max: 2000, check: urlProblem },
        protocols: { type: "array", check: protocolsProblem, unsupported: (value) => someWebSocket(value) },
        subscriptionRequired: flag,
        subscriptionKeyParameterNames: anyObject,
        authenticationSettings: anyObject,
        termsOfServiceUrl: anyText,
        contact: anyObject,
        license: anyObject,
        apiRevision: text(100, 1),
        apiRevisionDescription: text(256),
        isCurrent: flag,
        isOnline: readOnly,
        provisioningState: readOnly,
        type: unsupported(anyText, (value) => value !== "http" && value !== "mcp"),
        mcpProperties,
        apiType: unsupported(writeOnly(anyText), (value) => value !== "http"),
        apiVersion: text(100),
        apiVersionDescription: text(256),
        apiVersionSetId: anyText,
        apiVersionSet: unsupported(anyObject),
        sourceApiId: writeOnly(anyText),
        wsdlSelector: unsupported(writeOnly(anyObject)),
        format: writeOnly(anyText),
        value: writeOnly(anyText),
        translateRequiredQueryParameters: writeOnly(oneOf("template", "query")),
    },
    // A revision inherits the path (record revision-inherits-path).
    optional: ({ sourceApiId }) => (typeof sourceApiId === "string" ? ["path"] : []),
    defaults: {
        apiRevision: "1",
        isCurrent: true,
        subscriptionRequired: true,
        authenticationSettings: { oAuth2: null, openid: null },
        subscriptionKeyParameterNames: keyNames,
    },
    prepare: prepareApi,
    show: ({ properties }, request) => ({
        ...withoutMcpProperties(properties),
        ...shownMcpProperties(properties.mcpProperties, request),
        subscriptionKeyParameterNames: shownKeyNames(properties.subscriptionKeyParameterNames, request),
    }),
    // Of subscriptions: record api-goes-with-its-subscriptions.
    beforeDelete: (plane, api, service, request) => {
        refuseUsed(plane, service, plane.store.children(api.id, operations.type));
        deleteRevisions(plane, service, api, request);
        removeLinks(plane, api, service);
        removeSubscriptionsTo(plane, service, `${service.id}/apis/${api.name}`);
    },
    afterDelete: removeBrokenLinks,
};

/** `apis/operations`: usually made by an import, sometimes by hand. */
export const operations: ResourceType = {
    type: `${apiService}/apis/operations`,
    label: "Operation",
    name: { max: 80 },
    fields: {
        displayName: required(text(300, 1)),
        method: required(anyText),
        urlTemplate: required(text(1000, 1)),
        description: text(1000),
        templateParameters: anyArray,
        request: anyObject,
        responses: anyArray,
        policies: unsupported(anyText),
    },
    defaults: { templateParameters: [], responses: [] },
    prepare: prepareOperation,
    beforeDelete: (plane, operation, service) => refuseUsed(plane, service, [operation]),
};

/** `apis/schemas`: what the operations' representations refer to. */
export const schemas: ResourceType = {
    type: `${apiService}/apis/schemas`,
    label: "Schema",
    name: { max: 80 },
    asynchronous: ["PUT"],
    fields: { contentType: required(anyText), document: anyObject, provisioningState: readOnly },
};

function prepareApi(draft: Draft): void {
    const { entity, sent, existing } = draft;
    const { properties } = entity;
    checkMcpServer(draft);
    checkRevision(draft);
    copySource(draft);
    if (sent.path !== undefined) sent.path = properties.path = String(properties.path).replace(/^\/+|\/+$/g, "");
    properties.subscriptionKeyParameterNames = storedKeyNames(draft);
    if (sent.format !== undefined || sent.value !== undefined) importDocument(draft);
    shareProperties(draft);
    properties.displayName ??= existing?.properties.displayName ?? entity.name;
    properties.serviceUrl ??= null;
    properties.protocols ??= [String(properties.serviceUrl ?? "").startsWith("http:") ? "http" : "https"];
    checkVersion(draft);
    checkPath(draft);
}

/**
 * What a request of an earlier version says of the names leaves no `bearer`, whether or not it has one; what says nothing
 * leaves them as they are (record bearer-keys-by-version).
 */
function storedKeyNames({ entity, sent, request }: Draft): object {
    const { bearer, ...names } = object(entity.properties.subscriptionKeyParameterNames);
    if (bearer !== undefined && bearer !== "enabled" && bearer !== "disabled") {
        const message = "Value should be one of: enabled, disabled.";
        throw invalidFields({ target: "subscriptionKeyParameterNames.bearer", message });
    }
    const isKept = sent.subscriptionKeyParameterNames === undefined || hasBearerKeys(request);
    return { ...keyNames, ...names, ...(isKept && bearer === "enabled" && { bearer }) };
}

function shownKeyNames(stored: unknown, request: ArmRequest): object {
    const { bearer, ...names } = object(stored);
    return { ...names, ...(hasBearerKeys(request) && bearer !== undefined && { bearer }) };
}

function withoutMcpProperties({ mcpProperties: _, ...properties }: Properties): Properties {
    return properties;
}

function hasBearerKeys({ query }: ArmRequest): boolean {
    return [bearerKeysVersion, mcpVersion].includes(query.get("api-version") ?? "");
}

function prepareOperation({ plane, entity }: Draft): void {
    const { method, urlTemplate, templateParameters } = entity.properties;
    const declared = (templateParameters as { name?: unknown }[]).map((parameter) => String(parameter.name));
    const used = [...String(urlTemplate).matchAll(/\{([^}]*)\}/g)].map((match) => match[1]!.replace(/^\*/, ""));
    const missing = used.find((name) => !declared.includes(name));
    if (missing !== undefined) {
        throw invalidFields({
            target: "templateParameters",
            message: `All template parameters used in the UriTemplate must be defined in the Operation: ${missing}.`,
        });
    }
    const apiId = entity.id.slice(0, entity.id.toLowerCase().lastIndexOf("/operations/"));
    const same = plane.store
        .children(apiId, operations.type)
        .find(({ name, properties }) => name !== entity.name && sameRoute(properties, method, urlTemplate));
    if (!same) return;
    const message = `Operation with the same method and URL template already exists: ${same.name}.`;
    throw invalidFields({ target: "urlTemplate", message });
}

function sameRoute(properties: Record<string, unknown>, method: unknown, urlTemplate: unknown): boolean {
    const lower = (value: unknown) => String(value).toLowerCase();
    return lower(properties.method) === lower(method) && lower(properties.urlTemplate) === lower(urlTemplate);
}

function removeLinks(plane: ControlPlane, api: Entity, service: Entity): void {
    for (const link of plane.store.children(service.id, `${apiService}/products/apis`)) {
        if (link.name.toLowerCase() === api.name.toLowerCase()) plane.store.delete(link.id);
    }
}

/** Why a text is no address that a gateway can forward to; an empty one is none. */
export function urlProblem(value: unknown): string | undefined {
    if (value === "" || (URL.canParse(String(value)) && /^https?:\/\//i.test(String(value)))) return undefined;
    return "Value should be an absolute URL with the scheme http or https.";
}

function protocolsProblem(value: unknown): string | undefined {
    const known = ["http", "https", "ws", "wss"];
    const wrong = (value as unknown[]).find((protocol) => !known.includes(String(protocol)));
    return wrong === undefined ? undefined : `Value should hold only ${known.join(", ")}.`;
}

function someWebSocket(value: unknown): boolean {
    return Array.isArray(value) && value.some((protocol) => protocol === "ws" || protocol === "wss");
}

function object(value: unknown): Record<string, unknown> {
    const entries = Object.entries((value ?? {}) as Record<string, unknown>);
    return Object.fromEntries(entries.filter(([, member]) => member !== null && member !== undefined));
}
