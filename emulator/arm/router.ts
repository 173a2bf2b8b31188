import { ArmError, notImplemented } from "./kernel/armError";
import type { ControlPlane } from "./kernel/controlPlane";
import { locationResult, operationResult } from "./kernel/operationResults";
import { apiService, ArmAnswer, ArmRequest } from "./kernel/resourceType";
import type { Entity } from "./kernel/store";
import * as providers from "./providers";
import { serveApiCenter } from "./resources/apiCenters";
import { listDeletedServices, serveDeletedService } from "./resources/deletedServices";
import { existingGroup, listGroups, serveGroup } from "./resources/resourceGroups";
import { listServices, serveService } from "./resources/services";
import { extensions, inGroups } from "./resourceTypes";
import { serveBelow } from "./serviceRouter";

/** Parts of a path by the names that the table gives them. `rest` is what is left of the path. */
interface Names extends Readonly<
    Partial<Record<"group" | "service" | "namespace" | "location" | "name" | "id", string>>
> {
    readonly rest?: string[];
}
type Serve = (plane: ControlPlane, names: Names, request: ArmRequest) => ArmAnswer;

/** What has versions of Resource Manager's own. */
const own =
    (serve: Serve): Serve =>
    (plane, names, request) => {
        providers.checkResourceManagerVersion(request);
        return serve(plane, names, request);
    };

/** What API Management serves for a whole subscription. @param collection as the refusal of a version names it */
const ofApiManagement =
    (collection: string, serve: Serve): Serve =>
    (plane, names, request) => {
        providers.checkApiManagement(plane, "Microsoft.ApiManagement", collection, request);
        return serve(plane, names, request);
    };

/** What API Management serves in a resource group. */
const inGroup = (serve: (plane: ControlPlane, group: Entity, names: Names, request: ArmRequest) => ArmAnswer): Serve =>
    ofApiManagement("service", (plane, names, request) =>
        serve(plane, existingGroup(plane, names.group!), names, request),
    );

/** What is below a service that is there. */
const inService = (serve: (plane: ControlPlane, service: Entity, names: Names, request: ArmRequest) => ArmAnswer) =>
    inGroup((plane, group, names, request) =>
        serve(plane, existingService(plane, group, names.service!), names, request),
    );

const resultOf: Serve = (plane, { id }, { path }) => operationResult(plane, path, id!);
const group = "resourcegroups/{group}";
const apiManagement = "providers/microsoft.apimanagement";

/**
 * What stands below a subscription, by its path: a segment in braces is a name. Of several rows that fit a path, the first
 * one serves it.
 */
const paths: readonly (readonly [path: string, serve: Serve])[] = [
    ["", own((plane, _, request) => providers.subscriptionDetails(plane, request))],
    [
        "operationresults/{id}",
        own((plane, { id }, request) => locationResult(plane, request, id!, () => ({ status: 200 }))),
    ],
    ["resourcegroups", own((plane, _, request) => listGroups(plane, request))],
    [group, own((plane, names, request) => serveGroup(plane, names.group!, request))],
    ["providers", own((plane, _, request) => providers.listProviders(plane, request))],
    [
        "providers/{namespace}",
        own((plane, { namespace }, request) => providers.showProvider(plane, namespace!, request)),
    ],
    ["providers/{namespace}/register", register],
    [
        `${apiManagement}/service`,
        ofApiManagement("service", (plane, _, request) => listServices(plane, subscriptionOf(plane), request)),
    ],
    [
        `${apiManagement}/deletedservices`,
        ofApiManagement("deletedServices", (plane, _, request) => listDeletedServices(plane, request)),
    ],
    [
        `${apiManagement}/locations/{location}/deletedservices/{name}`,
        ofApiManagement("locations", (plane, { location, name }, request) =>
            serveDeletedService(plane, location!, name!, request),
        ),
    ],
    [`${apiManagement}/locations/{location}/operationresults/{id}`, ofApiManagement("locations", resultOf)],
    [`${group}/${apiManagement}/service`, inGroup((plane, { id }, _, request) => listServices(plane, id, request))],
    [
        `${group}/${apiManagement}/service/{service}`,
        inGroup((plane, group, { service }, request) => serveService(plane, group, service!, request)),
    ],
    [
        `${group}/${apiManagement}/service/{service}/operationresults/{id}`,
        inService((plane, _, names, request) => resultOf(plane, names, request)),
    ],
    [
        `${group}/${apiManagement}/service/{service}/tenant/operationresults/{id}`,
        inService((plane, _, names, request) => resultOf(plane, names, request)),
    ],
    [
        `${group}/${apiManagement}/service/{service}/{rest}`,
        inService((plane, service, { rest }, request) => serveBelow(plane, service, rest!, request)),
    ],
    ...Object.entries(inGroups).flatMap(([type, serve]) =>
        ["", "/{name}"].map((name): [string, Serve] => [
            `${group}/providers/${type}${name}`,
            (plane, names, request) => serve(plane, existingGroup(plane, names.group!), names.name, request),
        ]),
    ),
    [
        `${group}/providers/microsoft.apicenter/services/{rest}`,
        (plane, names, request) => serveApiCenter(plane, existingGroup(plane, names.group!), names.rest!, request),
    ],
    [`${group}/providers/{namespace}/{rest}`, unknownType],
    ["providers/{namespace}/{rest}", unknownType],
];

const rows = paths.map(([path, serve]) => ({ template: path.split("/").filter(Boolean), serve }));

/** Finds what serves a request by its path. @throws ArmError */
export function route(plane: ControlPlane, request: ArmRequest): ArmAnswer {
    const [root, subscriptionId, ...below] = segmentsOf(request.path);
    if (root?.toLowerCase() !== "subscriptions") throw notImplemented(`the path '${request.path}'`);
    if (subscriptionId === undefined)
        return own((plane) => providers.subscriptionList(plane, request))(plane, {}, request);
    if (subscriptionId.toLowerCase() !== plane.subscriptionId.toLowerCase()) {
        const message = `The subscription '${subscriptionId}' could not be found.`;
        throw new ArmError(404, "SubscriptionNotFound", message);
    }
    const extension = routeToExtension(plane, request);
    if (extension) return extension;
    for (const { template, serve } of rows) {
        const names = namesIn(template, below);
        if (names) return serve(plane, names, request);
    }
    throw notImplemented(`the path '${request.path}'`);
}

/** The names in a path that a template fits; undefined where it does not. Words have no case. */
function namesIn(template: readonly string[], segments: readonly string[]): Names | undefined {
    const rest = template.at(-1) === "{rest}" ? segments.slice(template.length - 1) : undefined;
    if (rest ? rest.length === 0 : segments.length !== template.length) return undefined;
    const names: Record<string, string | string[]> = {};
    for (const [index, word] of template.entries()) {
        const segment = segments[index]!;
        if (word === "{rest}") names.rest = rest!;
        else if (word.startsWith("{")) names[word.slice(1, -1)] = segment;
        else if (word !== segment.toLowerCase()) return undefined;
    }
    return names as Names;
}

/** Resources that stand below any other one: the last type in the path says which. */
function routeToExtension(plane: ControlPlane, request: ArmRequest): ArmAnswer | undefined {
    const path = `/${segmentsOf(request.path).join("/")}`;
    const [, scope, type, name] = /^(.+)\/providers\/([^/]+\/[^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
    return extensions[type?.toLowerCase() ?? ""]?.(plane, scope!, name, request);
}

function subscriptionOf({ subscriptionId }: ControlPlane): string {
    return `/subscriptions/${subscriptionId}`;
}

function register(plane: ControlPlane, names: Names, request: ArmRequest): ArmAnswer {
    if (request.method !== "POST") return unknownType(plane, { ...names, rest: ["register"] }, request);
    return providers.registerProvider(plane, names.namespace!);
}

function existingService(plane: ControlPlane, group: Entity, name: string): Entity {
    const service = plane.store.get(`${group.id}/providers/${apiService}/${name}`);
    if (service) return service;
    const message = `Can not perform requested operation on nested resource. Parent resource '${name}' not found.`;
    throw new ArmError(404, "ParentResourceNotFound", message);
}

/** What API Management may have, but the emulator has not. */
function unknownType(plane: ControlPlane, names: Names, request: ArmRequest): ArmAnswer {
    const [collection, , below] = names.rest!;
    providers.checkApiManagement(plane, names.namespace, collection, request);
    if (names.group !== undefined) existingGroup(plane, names.group);
    const type = names.group === undefined && below !== undefined ? `${collection}/${below}` : collection;
    throw notImplemented(`the resource type 'Microsoft.ApiManagement/${type}'`);
}

function segmentsOf(path: string): string[] {
    try {
        return path.split("/").filter(Boolean).map(decodeURIComponent);
    } catch {
        throw new ArmError(400, "InvalidUri", `The path '${path}' is not a valid URI.`);
    }
}
