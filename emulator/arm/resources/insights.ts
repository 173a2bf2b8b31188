import { randomUUID } from "node:crypto";
import { ArmError, invalidFields, notImplemented } from "../kernel/armError";
import type { ControlPlane } from "../kernel/controlPlane";
import { methodNotAllowed, propertiesOf } from "../kernel/entities";
import { anyText, checkFields, type Field, type Fields, readOnly, required, text } from "../kernel/fields";
import { ArmAnswer, ArmRequest, record } from "../kernel/resourceType";
import { apiVersion, requireVersion } from "../kernel/resourceVersions";
import type { Entity } from "../kernel/store";

const components = "Microsoft.Insights/components";
const workbooks = "Microsoft.Insights/workbooks";
const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

const json: Field = {
    type: "string",
    check: (value) => {
        try {
            JSON.parse(String(value));
            return undefined;
        } catch {
            return "Value should be a text of valid JSON.";
        }
    },
};

/** WorkbookProperties of the specification, 2023-06-01. */
const workbookFields: Fields = {
    displayName: required(text(256, 1)),
    category: required(text(256, 1)),
    serializedData: required(json),
    version: anyText,
    description: anyText,
    sourceId: anyText,
    storageUri: { ...anyText, unsupported: () => true },
    timeModified: readOnly,
    userId: readOnly,
    revision: readOnly,
};

/** Puts an Application Insights component into a resource group. */
export function seedComponent(plane: ControlPlane, group: Entity, name: string): Entity {
    const location = String(group.envelope.location);
    const [key, application] = [randomUUID(), randomUUID()];
    const properties = {
        Application_Type: "web",
        AppId: application,
        ApplicationId: name,
        ConnectionString: [
            `InstrumentationKey=${key}`,
            `IngestionEndpoint=https://${location}-1.in.applicationinsights.azure.com/`,
            `LiveEndpoint=https://${location}.livediagnostics.monitor.azure.com/`,
            `ApplicationId=${application}`,
        ].join(";"),
        CreationDate: plane.timestamp(),
        CustomMetricsOptedInType: "WithDimensions",
        IngestionMode: "LogAnalytics",
        InstrumentationKey: key,
        Name: name,
        RetentionInDays: 90,
        TenantId: plane.subscriptionId,
        provisioningState: "Succeeded",
        publicNetworkAccessForIngestion: "Enabled",
        publicNetworkAccessForQuery: "Enabled",
    };
    const envelope = { location, kind: "web", tags: {} };
    return plane.save({
        id: `${group.id}/providers/${components}/${name}`,
        type: components,
        name,
        envelope,
        properties,
        secrets: {},
    });
}

/** Shows a component; the emulator makes and deletes none by request. */
export function serveComponent(
    plane: ControlPlane,
    group: Entity,
    name: string | undefined,
    request: ArmRequest,
): ArmAnswer {
    requireVersion(request, components, ["2015-05-01", "2020-02-02"]);
    if (request.method !== "GET" || name === undefined) {
        throw notImplemented(`${request.method} of the resource type '${components}'`);
    }
    const component = plane.store.get(`${group.id}/providers/${components}/${name}`);
    if (!component) throw notFound(components, group, name);
    const { properties, ...rest } = shown(component);
    // The connection string came with the later version.
    const { ConnectionString, ...early } = properties;
    const members = apiVersion(request) === "2015-05-01" ? early : { ...early, ConnectionString };
    return { status: 200, body: { ...rest, properties: members } };
}

/** Serves `workbooks` of a resource group; their content is shown only to those who ask for it. */
export function serveWorkbook(
    plane: ControlPlane,
    group: Entity,
    name: string | undefined,
    request: ArmRequest,
): ArmAnswer {
    requireVersion(request, workbooks, ["2021-08-01", "2022-04-01", "2023-06-01"]);
    const collection = `${group.id}/providers/${workbooks}`;
    if (name === undefined) {
        if (request.method !== "GET") throw methodNotAllowed(request);
        const found = plane.store.children(group.id, workbooks);
        return { status: 200, body: { value: found.map((workbook) => summary(workbook, request)) } };
    }
    // A public report has the text, with the name in lower case (MicrosoftDocs/azure-docs#52844).
    if (!guid.test(name))
        throw new ArmError(400, "BadRequest", `Invalid Workbook resource name: '${name.toLowerCase()}'`);
    const existing = plane.store.get(`${collection}/${name}`);
    switch (request.method) {
        case "GET":
            if (!existing) throw notFound(workbooks, group, name);
            return { status: 200, body: summary(existing, request) };
        case "PUT":
            return put(plane, `${collection}/${name}`, name, existing, request);
        case "DELETE":
            if (!existing) return { status: 204 };
            plane.store.delete(existing.id);
            return { status: 200 };
        default:
            throw notImplemented(`${request.method} of the resource type '${workbooks}'`);
    }
}

function put(
    plane: ControlPlane,
    id: string,
    name: string,
    existing: Entity | undefined,
    request: ArmRequest,
): ArmAnswer {
    const properties = checkFields(workbookFields, propertiesOf(request));
    const { location, kind, tags = {}, identity } = record(request.body);
    if (typeof location !== "string" || location === "") {
        throw new ArmError(400, "LocationRequired", "The location property is required for this definition.");
    }
    if (kind !== undefined && kind !== null && kind !== "shared") {
        throw invalidFields({ target: "kind", message: "Value should be one of shared." });
    }
    if (identity) throw notImplemented("'identity' of a workbook");
    const others = plane.store.children(`/subscriptions/${plane.subscriptionId}`, workbooks);
    const taken = others.some(
        (other) => other.name !== name && other.properties.displayName === properties.displayName,
    );
    if (taken) {
        // Public report: microsoft/ApplicationInsights-Home#476.
        const message = "A Workbook with the same name already exists within this subscription.";
        throw new ArmError(409, "Conflict", message);
    }
    const saved = plane.save({
        id: existing?.id ?? id,
        type: workbooks,
        name: existing?.name ?? name,
        envelope: { location: location.toLowerCase().replaceAll(" ", ""), kind: "shared", tags },
        properties: {
            version: "Notebook/1.0",
            ...properties,
            timeModified: plane.timestamp(),
            userId: plane.subscriptionId,
            revision: randomUUID().replaceAll("-", ""),
        },
        secrets: {},
    });
    return { status: existing ? 200 : 201, body: shown(saved) };
}

/** "Flag indicating whether or not to return the full content" (specification): without it there is none. */
function summary(workbook: Entity, request: ArmRequest): object {
    const { properties, ...rest } = shown(workbook);
    if (request.query.get("canFetchContent")?.toLowerCase() === "true") return { ...rest, properties };
    return { ...rest, properties: { ...properties, serializedData: null } };
}

function shown({ id, name, type, envelope, properties, etag }: Entity) {
    return { id, name, type, etag, ...envelope, properties };
}

/** Resource Manager's refusal of a resource that is not in its group. */
export function notFound(type: string, group: Entity, name: string): ArmError {
    const message =
        `The Resource '${type}/${name}' under resource group '${group.name}' was not found. ` +
        "For more details please go to https://aka.ms/ARMResourceNotFoundFix";
    return new ArmError(404, "ResourceNotFound", message);
}
