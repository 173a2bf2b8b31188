import { isMap, UNKNOWN, type CheckFailure, type PropertyMap, type PropertyValue } from "./plugin";

/** What the specification says of one text or number (2024-05-01). */
export interface InputLimit {
    /** Least and most bytes of a text in UTF-8: azure-native counts those, where the specification means characters. */
    readonly min?: number;
    readonly max?: number;
    readonly pattern?: RegExp;
    /** Least and greatest number. */
    readonly least?: number;
    readonly greatest?: number;
}

type Limits = Readonly<Record<string, InputLimit>>;

const text = (max: number, min?: number): InputLimit => ({ max, ...(min !== undefined && { min }) });
const number = (greatest: number, least?: number): InputLimit => ({ greatest, ...(least !== undefined && { least }) });

const ID = /^[^*#&+:<>?]+$/;
const identifier = (max: number): InputLimit => ({ min: 1, max, pattern: ID });

/** Identifiers that the specification only says the most of. */
const unbounded = (max: number): InputLimit => ({ max, pattern: ID });

/** Names in paths, whatever the resource. */
const PATH_LIMITS: Limits = {
    resourceGroupName: text(90, 1),
    serviceName: { ...text(50, 1), pattern: /^[a-zA-Z](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/ },
    apiId: identifier(256),
    apiLinkId: identifier(80),
    backendId: text(80, 1),
    diagnosticId: identifier(80),
    groupId: text(256, 1),
    groupLinkId: identifier(80),
    // Of a policy fragment.
    id: { ...text(80, 1), pattern: /(^[\w]+$)|(^[\w][\w\-]+[\w]$)/ },
    loggerId: unbounded(256),
    namedValueId: unbounded(256),
    operationId: text(80, 1),
    productId: text(256, 1),
    sid: unbounded(256),
    tagId: identifier(80),
    versionSetId: identifier(80),
};

const DIAGNOSTIC: Limits = {
    "sampling.percentage": number(100, 0),
    ...Object.fromEntries(
        ["frontend.request", "frontend.response", "backend.request", "backend.response"].map((place) => [
            `${place}.body.bytes`,
            number(8192),
        ]),
    ),
};

/** Names in the body, by type; members are joined by dots, and `[]` is any item. */
export const BODY_LIMITS: Readonly<Record<string, Limits>> = {
    ApiManagementService: {
        notificationSenderEmail: text(100),
        publisherEmail: text(100),
        publisherName: text(100),
        "virtualNetworkConfiguration.subnetResourceId": {
            pattern:
                /^\/subscriptions\/[^/]*\/resourceGroups\/[^/]*\/providers\/Microsoft.(ClassicNetwork|Network)\/virtualNetworks\/[^/]*\/subnets\/[^/]*$/,
        },
    },
    Api: {
        apiRevision: text(100, 1),
        apiRevisionDescription: text(256),
        apiVersion: text(100),
        apiVersionDescription: text(256),
        displayName: text(300, 1),
        path: text(400),
        serviceUrl: text(2000),
    },
    ApiOperation: { description: text(1000), displayName: text(300, 1), urlTemplate: text(1000, 1) },
    NamedValue: { displayName: { ...text(256, 1), pattern: /^[A-Za-z0-9-._]+$/ }, value: text(4096) },
    Backend: {
        "circuitBreaker.rules[].failureCondition.errorReasons[]": text(200),
        "circuitBreaker.rules[].failureCondition.statusCodeRanges[].max": number(599, 200),
        "circuitBreaker.rules[].failureCondition.statusCodeRanges[].min": number(599, 200),
        "credentials.authorization.parameter": text(300, 1),
        "credentials.authorization.scheme": text(100, 1),
        description: text(2000, 1),
        "pool.services[].priority": number(100, 0),
        "pool.services[].weight": number(100, 0),
        "proxy.url": text(2000, 1),
        resourceId: text(2000, 1),
        title: text(300, 1),
        url: text(2000, 1),
    },
    PolicyFragment: { description: text(1000) },
    Product: { description: text(1000), displayName: text(300, 1) },
    Group: { displayName: text(300, 1) },
    Subscription: { displayName: text(100, 1), primaryKey: text(256, 1), secondaryKey: text(256, 1) },
    Tag: { displayName: text(160, 1) },
    Logger: { description: text(256) },
    Diagnostic: DIAGNOSTIC,
    ApiDiagnostic: DIAGNOSTIC,
    ApiVersionSet: {
        displayName: text(100, 1),
        versionHeaderName: text(100, 1),
        versionQueryName: text(100, 1),
    },
};

/** Names in paths that a type bounds otherwise. */
const OWN_PATH_LIMITS: Readonly<Record<string, Limits>> = { ApiDiagnostic: { apiId: text(80, 1) } };

/** What bounds the names in the path of a type. */
export function pathLimits(type: string, names: readonly string[]): Limits {
    const all: Limits = { ...PATH_LIMITS, ...OWN_PATH_LIMITS[type] };
    const limits = names.map((name) => [name, all[name]] as const);
    return Object.fromEntries(limits.filter((entry): entry is [string, InputLimit] => entry[1] !== undefined));
}

/**
 * What azure-native refuses at preview, in its words (provider/pkg/provider/provider.go, `validateProperty`). What is not
 * known yet is not checked.
 *
 * @param type token, e.g. `azure-native:apimanagement:Api`
 * @param names of the path's parameters
 */
export function limitFailures(type: string, names: readonly string[], inputs: PropertyMap): CheckFailure[] {
    if (!type.startsWith("azure-native:apimanagement:")) return [];
    const own = type.split(":").at(-1) ?? "";
    const limits = Object.entries({ ...pathLimits(own, names), ...BODY_LIMITS[own] });
    return limits.flatMap(([path, limit]) =>
        valuesAt(inputs, path.split(/\.|(?=\[\])/), "").flatMap(([place, value]) => problems(place, value, limit)),
    );
}

function valuesAt(
    value: PropertyValue | undefined,
    steps: readonly string[],
    place: string,
): [string, PropertyValue][] {
    const [step, ...rest] = steps;
    if (value === undefined || value === null || value === UNKNOWN) return [];
    if (step === undefined) return [[place, value]];
    if (step !== "[]") return isMap(value) ? valuesAt(value[step], rest, place === "" ? step : `${place}.${step}`) : [];
    if (!Array.isArray(value)) return [];
    return value.flatMap((item, index) => valuesAt(item, rest, `${place}[${index}]`));
}

function problems(place: string, value: PropertyValue, limit: InputLimit): CheckFailure[] {
    const reasons: string[] = [];
    if (typeof value === "string") {
        const { min = 0, max = Infinity, pattern } = limit;
        const length = Buffer.byteLength(value);
        if (length < min) reasons.push(`'${place}' is too short (${length}): at least ${min} characters required`);
        if (length > max) reasons.push(`'${place}' is too long (${length}): at most ${max} characters allowed`);
        if (pattern && !pattern.test(value))
            reasons.push(`'${place}' does not match expression '${expression(pattern)}'`);
    } else if (typeof value === "number") {
        const { least = -Infinity, greatest = Infinity } = limit;
        if (value < least) reasons.push(`'${place}' is too low (${value.toFixed(6)} < ${least.toFixed(6)})`);
        if (value > greatest) reasons.push(`'${place}' is too high (${value.toFixed(6)} > ${greatest.toFixed(6)})`);
    }
    return reasons.map((reason) => ({ reason }));
}

/** As the specification writes it. */
function expression({ source }: RegExp): string {
    return source.replaceAll("\\/", "/");
}
