import { z } from "zod";
import { type Kind, sourceOf } from "../databricks/sources/sources";
import type { CallersSettings } from "./callers";
import { project } from "./reading";
import { members, text } from "./schema";
import { setting } from "./setting";

/** How callers say which version of an API they mean. */
export type VersioningSettings = z.infer<typeof versioningSchema>;

const versioningSchema = members({
    scheme: z
        .enum(["segment", "header", "query"], {
            error: 'must be "segment" (of the path, after the API\'s own), "header" or "query"',
        })
        .default("segment")
        .describe(
            "Where callers select the version: a `segment` of the path (`churn/v2`), a `header` or a `query` parameter.",
        ),
    name: text("the name of the header or the query parameter")
        .regex(
            /^[A-Za-z0-9_-]{1,100}$/,
            "must be the name of a header or a query parameter: letters, digits, hyphens and underscores",
        )
        .default("api-version")
        .describe("Name of the header or of the query parameter."),
});

/**
 * The version of an API that callers reach without naming one, where others are beside it. It can be written down, so
 * that the API stays among the versions when the last of the others goes.
 */
export const originalVersion = "original";

export const versioning = setting({
    schema: versioningSchema,
    default: {},
    at: ["stack"],
    words: "How callers select a version if several endpoints share a path.",
    example: { scheme: "header", name: "api-version" },
});

export const apiId = setting({
    schema: text("the API's identifier").regex(
        /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,68}[A-Za-z0-9])?$/,
        "must be an identifier: 1 to 70 letters, digits, hyphens and underscores, with a letter or digit at both ends",
    ),
    at: ["endpoint"],
    words:
        "The identifier of the API, and of its resources in the state. The default is the endpoint's name, with " +
        "the version " +
        "if there is one. Another identifier is another API with other keys. An identifier that stays while `name` " +
        "changes " +
        "lets another endpoint take over the API with its URL and keys.",
    example: "churn",
});

export const version = setting({
    schema: text("the API's version, e.g. v2")
        // It may be a segment of the path.
        .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$/, "must be 1 to 50 letters, digits and . _ -, e.g. v2"),
    at: ["endpoint"],
    words:
        "The version of the API, published beside the other versions of the path. `original`, the default, is the " +
        "version " +
        "that callers reach without naming one.",
    example: "v2",
});

export const revision = setting({
    schema: z
        .int({ error: "must be a whole number of at least 2" })
        .min(2, "must be a whole number of at least 2: 1 is the revision that callers reach without naming one")
        .max(1_000_000, "must not be larger than 1000000"),
    at: ["endpoint"],
    words:
        "The revision under which the next contract is published for callers that name it (`path;rev=2`). All " +
        "others keep " +
        "the present contract. Once the setting is removed, the next contract replaces it.",
    example: 2,
});

interface Listed {
    readonly workspace?: string;
    readonly name: string;
    /** Absent for endpoints. */
    readonly kind?: Kind;
    readonly path: string;
    readonly apiId: string;
    readonly version?: string;
}

export const namePrefix = setting({
    schema: text("a prefix for names, e.g. team2-").regex(
        /^(?:[A-Za-z0-9][A-Za-z0-9_-]{0,15})?$/,
        "must be 1 to 16 letters, digits, hyphens and underscores, and begin with a letter or a digit, e.g. team2-",
    ),
    default: "",
    at: ["stack"],
    words:
        "A prefix for every name in Azure that the stack derives, so that several stacks can share one service. It " +
        "applies " +
        "to the identifiers of APIs, backends, version sets, subscriptions, links, tags and the logger, and to the " +
        "default " +
        "names of named values. It has 1 to 16 letters, digits, hyphens and underscores. Names that the settings " +
        "give (`apiId`, `namedValue`, groups, products) and the resource " +
        "group of a new service stay as they are. Set it before the first deployment: a deployed stack keeps the " +
        "prefix " +
        "that it has, because another identifier is another API with other keys.",
    example: "team2-",
});

/**
 * What an endpoint's API is called in the stack, and in the service. The prefix goes in front of a name that is derived; one
 * that is given has it already or does without.
 */
export function apiNames(
    endpoint: Named & { readonly apiId?: string },
    namePrefix: string,
): { readonly apiId: string; readonly apiName: string } {
    const given = endpoint.apiId;
    if (given === undefined) {
        const apiId = apiIdOf(endpoint);
        return { apiId, apiName: namePrefix + apiId };
    }
    const hasPrefix = given.length > namePrefix.length && given.startsWith(namePrefix);
    return { apiId: hasPrefix ? given.slice(namePrefix.length) : given, apiName: given };
}

/** What the default identifier of an API is made of. */
interface Named {
    /** `id` of the workspace. @default the one of the setting `workspace` */
    readonly workspace?: string;
    readonly name: string;
    readonly version?: string;
}

/** Identifier of an endpoint's API where none is given. */
export function apiIdOf({ workspace, name, version }: Named): string {
    const words = [
        ...(workspace === undefined ? [] : [workspace]),
        name,
        ...(version === undefined || version === originalVersion ? [] : [version]),
    ];
    // Names of endpoints have no dots, those of model services do.
    return words.join("-").replaceAll(".", "-");
}

/** Path of an endpoint's API where none is given. */
export function defaultPath({ workspace, name }: Named): string {
    return workspace === undefined ? name : `${workspace}/${name}`;
}

/** A version and a key that callers would have to write in one place, with the fix. */
export function versioningProblems(
    { scheme, name }: VersioningSettings,
    { subscriptionKey }: CallersSettings,
): string[] {
    if (scheme === "segment" || !subscriptionKey) return [];
    const taken = subscriptionKey[scheme];
    // Names of headers have no case (RFC 9110, 5.1), those of query parameters have one.
    const isTaken = scheme === "header" ? isSame(name, taken) : name === taken;
    if (!isTaken) return [];
    const what = scheme === "header" ? "header" : "query parameter";
    return [
        `serving-gateway:versioning.name "${name}" is the ${what} that carries the subscription key. Use another ` +
            `name, or give the key another one (serving-gateway:callers.subscriptionKey.${scheme})`,
    ];
}

/** Endpoints that cannot be told apart, one line each with the fix. */
export function twins(
    endpoints: readonly Listed[],
    place: (index: number) => string,
    scheme: VersioningSettings["scheme"] = "segment",
): string[] {
    const problems: string[] = [];
    const calledAt = (endpoint: Listed) =>
        scheme === "segment" && versionOf(endpoint) !== originalVersion
            ? `${endpoint.path}/${versionOf(endpoint)}`
            : endpoint.path;
    endpoints.forEach((endpoint, index) => {
        const earlier = endpoints.slice(0, index);
        const samePath = earlier.findIndex(
            (other) => isSame(other.path, endpoint.path) && isSame(versionOf(other), versionOf(endpoint)),
        );
        const sameUrl = earlier.findIndex(
            (other) => !isSame(other.path, endpoint.path) && isSame(calledAt(other), calledAt(endpoint)),
        );
        const sameId = earlier.findIndex((other) => isSame(other.apiId, endpoint.apiId));
        const at = place(index);
        const other = earlier[samePath];
        const { list, filters } = sourceOf(endpoint.kind).settings;
        if (other && versionOf(other) !== versionOf(endpoint)) {
            problems.push(
                `${at}.version ${inWords(endpoint)} differs from that of ${short(place(samePath))} ` +
                    `("${other.name}"), ${inWords(other)}, only in case, which does not distinguish versions of a ` +
                    "path. Give one of them " +
                    "another version or path",
            );
        } else if (sameId >= 0 && isSameModel(earlier[sameId]!, endpoint)) {
            problems.push(
                `${at}.${sourceOf(endpoint.kind).settings.name} "${endpoint.name}" is listed at ${short(place(sameId))} already. Remove one, or give ` +
                    "it a version",
            );
        } else if (sameId >= 0 && isFound(at) && endpoint.kind !== undefined) {
            problems.push(
                `${project}:${filters} finds "${endpoint.name}", whose API would have the identifier ` +
                    `"${endpoint.apiId}" of "${earlier[sameId]!.name}" (${short(place(sameId))}). List it in ` +
                    `${project}:${list} with an apiId, or name it in ${filters}.exclude`,
            );
        } else if (sameId >= 0 && isFound(at)) {
            problems.push(
                `${at} finds the endpoint "${endpoint.name}", whose name differs from "${earlier[sameId]!.name}" ` +
                    `(${short(place(sameId))}) only in case, and API Management does not distinguish such APIs. ` +
                    "List one of them " +
                    "in serving-gateway:endpoints with a path and an apiId of its own, or name it in discover.exclude",
            );
        } else if (sameId >= 0) {
            problems.push(
                `${at}.apiId "${endpoint.apiId}" is also that of ${short(place(sameId))}. Give one of them another apiId`,
            );
        } else if (other) {
            problems.push(
                `${at}.path "${endpoint.path}" is also the path of ${short(place(samePath))} ("${other.name}"). ` +
                    "Give one of them another path, or a version of its own",
            );
        } else if (sameUrl >= 0) {
            problems.push(
                `${at}.path "${endpoint.path}" leads callers to "${calledAt(endpoint)}", as ${short(place(sameUrl))} ` +
                    `("${earlier[sameUrl]!.name}") does. Give one of them another path or version`,
            );
        }
    });
    return problems;
}

/** An endpoint of the workspace's list has no entry of its own. */
function isFound(place: string): boolean {
    return !place.includes("[");
}

function isSameModel(one: Listed, other: Listed): boolean {
    return one.name === other.name && one.kind === other.kind && one.workspace === other.workspace;
}

function versionOf({ version = originalVersion }: Listed): string {
    return version;
}

/** E.g. `"v2"`; the original need not be written down. */
function inWords({ version }: Listed): string {
    return version === undefined ? `"${originalVersion}" (the default)` : `"${version}"`;
}

function isSame(one: string, other: string): boolean {
    return one.toLowerCase() === other.toLowerCase();
}

function short(place: string): string {
    return place.replace(/^serving-gateway:/, "");
}
