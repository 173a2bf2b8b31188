import * as apim from "@pulumi/azure-native/apimanagement";
import type * as pulumi from "@pulumi/pulumi";
import { originalVersion, type VersioningSettings } from "../../settings/versions";
import { identifierWithin } from "../identifier";
import { type Registered, want, type Wanted } from "../wanted";

/** An API's place among those that share its path. */
export interface ApiVersion {
    /** Absent for the one that callers reach without naming a version. */
    readonly version?: string;
    readonly versionSet: apim.ApiVersionSet;
    readonly versioning: VersioningSettings;
}

/** Where an API is, and which of those that share the path it is. */
export interface Versioned {
    readonly path: string;
    readonly version?: string;
}

/**
 * Declares a version set for each path that has versions.
 *
 * @returns the version of an endpoint's API, or undefined where its path has none
 */
export function apiVersions(
    endpoints: readonly Versioned[],
    versioning: VersioningSettings,
    service: { readonly resourceGroupName: pulumi.Input<string>; readonly serviceName: pulumi.Input<string> },
    parent: pulumi.Resource,
    namePrefix = "",
): (endpoint: Versioned) => ApiVersion | undefined {
    const { resourceGroupName, serviceName } = service;
    const sets = new Map(
        versionSetsOf(endpoints, versioning, namePrefix).map(({ path, name, ...set }) => [
            path,
            new apim.ApiVersionSet(name, { resourceGroupName, serviceName, ...set }, { parent }),
        ]),
    );
    return ({ path, version }) => {
        const versionSet = sets.get(path.toLowerCase());
        return versionSet && { versionSet, versioning, version: version === originalVersion ? undefined : version };
    };
}

/** The version sets that `apiVersions` declares. */
export function wantedVersionSets(
    endpoints: readonly Versioned[],
    versioning: VersioningSettings,
    parents: readonly Registered[],
    namePrefix = "",
): Wanted[] {
    return versionSetsOf(endpoints, versioning, namePrefix).map(({ path: _path, name, versionSetId, ...shown }) =>
        want("apimanagement:ApiVersionSet", name, parents, { versionSetId }, shown),
    );
}

/** Identifier of the version set of an endpoint's path, if the path has one. */
export function versionSetIdOf(
    endpoint: Versioned,
    endpoints: readonly Versioned[],
    namePrefix = "",
): string | undefined {
    const path = endpoint.path.toLowerCase();
    const isVersioned = endpoints.some((other) => other.path.toLowerCase() === path && other.version !== undefined);
    // A path has no `=`, so that no two paths become one identifier.
    return isVersioned ? identifierWithin(longest, namePrefix + path.replaceAll("/", "="), "=") : undefined;
}

/** Longest identifier of a version set (API Management, 2024-05-01). */
const longest = 80;

/** One for each path that has versions, by that path in lower case. */
function versionSetsOf(endpoints: readonly Versioned[], { scheme, name }: VersioningSettings, namePrefix: string) {
    const paths = new Map<string, Versioned>();
    for (const endpoint of endpoints) {
        const path = endpoint.path.toLowerCase();
        if (endpoint.version !== undefined && !paths.has(path)) paths.set(path, endpoint);
    }
    return [...paths].map(([path, endpoint]) => {
        const versionSetId = versionSetIdOf(endpoint, endpoints, namePrefix)!;
        return {
            path,
            name: `versions-${versionSetIdOf(endpoint, endpoints)!}`,
            versionSetId,
            displayName: endpoint.path.slice(0, 100),
            versioningScheme: ({ segment: "Segment", header: "Header", query: "Query" } as const)[scheme],
            ...(scheme === "header" && { versionHeaderName: name }),
            ...(scheme === "query" && { versionQueryName: name }),
        };
    });
}

/** What an API says of its version. */
export function versionArgs(version: ApiVersion | undefined) {
    return version && { apiVersionSetId: version.versionSet.id, apiVersion: version.version };
}

/** What comes after an API's path where callers name its version there; empty elsewhere. */
export function versionSegment(version: ApiVersion | undefined): string {
    return version?.version !== undefined && version.versioning.scheme === "segment" ? `/${version.version}` : "";
}

/** How callers name the version, where the URL does not; empty elsewhere. */
export function versionInWords(apiVersion: ApiVersion | undefined): string {
    if (apiVersion?.version === undefined || apiVersion.versioning.scheme === "segment") return "";
    const { version, versioning } = apiVersion;
    const where = versioning.scheme === "header" ? "the header" : "the query parameter";
    return `version ${version}, in ${where} ${versioning.name}`;
}
