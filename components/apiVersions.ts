import * as apim from "@pulumi/azure-native/apimanagement";
import type * as pulumi from "@pulumi/pulumi";
import { originalVersion, type VersioningSettings } from "../settings/versions";
import { identifierWithin } from "./identifier";

/** An API's place among those that share its path. */
export interface ApiVersion {
    /** Absent for the one that callers reach without naming a version. */
    readonly version?: string;
    readonly versionSet: apim.ApiVersionSet;
    readonly versioning: VersioningSettings;
}

interface Versioned {
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
): (endpoint: Versioned) => ApiVersion | undefined {
    const sets = new Map<string, apim.ApiVersionSet>();
    for (const { path, version } of endpoints) {
        if (version === undefined || sets.has(path.toLowerCase())) continue;
        const versionSetId = versionSetIdOf(path);
        const { scheme, name } = versioning;
        const set = {
            ...{ resourceGroupName: service.resourceGroupName, serviceName: service.serviceName, versionSetId },
            displayName: path.slice(0, 100),
            versioningScheme: ({ segment: "Segment", header: "Header", query: "Query" } as const)[scheme],
            ...(scheme === "header" && { versionHeaderName: name }),
            ...(scheme === "query" && { versionQueryName: name }),
        };
        sets.set(path.toLowerCase(), new apim.ApiVersionSet(`versions-${versionSetId}`, set, { parent }));
    }
    return ({ path, version }) => {
        const versionSet = sets.get(path.toLowerCase());
        return versionSet && { versionSet, versioning, version: version === originalVersion ? undefined : version };
    };
}

/** Longest identifier of a version set (API Management, 2024-05-01). */
const longest = 80;

/** A path has no `=`, so that no two paths become one identifier. */
function versionSetIdOf(path: string): string {
    return identifierWithin(longest, path.toLowerCase().replaceAll("/", "="), "=");
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
