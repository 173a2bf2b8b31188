import { ArmError, notImplemented } from "../kernel/armError";
import type { ControlPlane } from "../kernel/controlPlane";
import { methodNotAllowed, propertiesOf } from "../kernel/entities";
import {
    anyText,
    arrayOf,
    checkFields,
    type Field,
    type Fields,
    flag,
    mapOf,
    objectOf,
    oneOf,
    required,
    text,
    unsupported,
    whole,
} from "../kernel/fields";
import { ArmAnswer, ArmRequest, record } from "../kernel/resourceType";
import { requireVersion } from "../kernel/resourceVersions";
import { notFound } from "./insights";
import type { Entity } from "../kernel/store";

const rules = "Microsoft.Insights/scheduledQueryRules";
const groups = "Microsoft.Insights/actionGroups";

const minutes = ["PT5M", "PT10M", "PT15M", "PT30M", "PT45M"];
const hours = ["PT1H", "PT2H", "PT3H", "PT4H", "PT5H", "PT6H"];
/** Rules see two days at most ("Create or edit a log search alert rule"). */
const window = oneOf("PT1M", ...minutes, ...hours, "P1D", "P2D");
const frequency = oneOf("PT1M", ...minutes, ...hours, "P1D");
const range = oneOf("PT5M", "PT10M", "PT15M", "PT20M", "PT30M", "PT45M", ...hours, "P1D", "P2D");

const condition = objectOf({
    query: required(text(100_000, 1)),
    timeAggregation: required(oneOf("Count", "Average", "Minimum", "Maximum", "Total")),
    metricMeasureColumn: anyText,
    resourceIdColumn: anyText,
    dimensions: arrayOf(
        objectOf({
            name: required(text(256, 1)),
            operator: required(oneOf("Include", "Exclude")),
            values: required(arrayOf(text(256), { min: 1 })),
        }),
    ),
    operator: required(oneOf("Equals", "GreaterThan", "GreaterThanOrEqual", "LessThan", "LessThanOrEqual")),
    threshold: required({ type: "number", fraction: true }),
    failingPeriods: objectOf({
        numberOfEvaluationPeriods: whole(1, 6),
        minFailingPeriodsToAlert: whole(1, 6),
    }),
});

/** ScheduledQueryRuleProperties of the specification, for rules of the kind LogAlert. */
const ruleFields: Fields = {
    displayName: text(512, 1),
    description: text(2048),
    severity: required(whole(0, 4)),
    enabled: flag,
    scopes: required(arrayOf(text(2000, 1), { min: 1, max: 1 })),
    targetResourceTypes: unsupported(arrayOf(text(256))),
    evaluationFrequency: required(frequency),
    windowSize: required(window),
    overrideQueryTimeRange: range,
    criteria: required(objectOf({ allOf: required(arrayOf(condition, { min: 1, max: 1 })) })),
    muteActionsDuration: range,
    autoMitigate: flag,
    skipQueryValidation: flag,
    checkWorkspaceAlertsStorageConfigured: unsupported(flag, (value) => value === true),
    resolveConfiguration: unsupported(objectOf({ autoResolved: flag, timeToResolve: anyText })),
    actions: objectOf({
        actionGroups: arrayOf(text(2000, 1), { max: 5 }),
        customProperties: mapOf(anyText),
        actionProperties: mapOf(anyText),
    }),
};

const mail: Field = objectOf({
    name: required(text(256, 1)),
    emailAddress: required({ type: "string", pattern: /^[^@\s]+@[^@\s]+$/ }),
    useCommonAlertSchema: flag,
});

const receivers = [
    "armRole",
    "automationRunbook",
    "azureAppPush",
    "azureFunction",
    "eventHub",
    "incident",
    "itsm",
    "logicApp",
    "sms",
    "voice",
    "webhook",
];

/** ActionGroup of the specification. Who gets anything but mail is not emulated. */
const groupFields: Fields = {
    // "The short name of the action group ... used in SMS messages", 12 characters at most.
    groupShortName: required(text(12, 1)),
    enabled: required(flag),
    emailReceivers: arrayOf(mail, { max: 1000 }),
    ...Object.fromEntries(
        receivers.map((kind) => [
            `${kind}Receivers`,
            unsupported(arrayOf({ type: "object" }), (value) => (value as unknown[]).length > 0),
        ]),
    ),
};

/** Serves `scheduledQueryRules` of a resource group. No rule is ever evaluated. */
export function serveScheduledQueryRule(
    plane: ControlPlane,
    group: Entity,
    name: string | undefined,
    request: ArmRequest,
): ArmAnswer {
    requireVersion(request, rules, ["2023-12-01", "2025-01-01-preview", "2026-03-01"]);
    return serve(plane, { group, type: rules, name, request }, () => {
        const properties = checked(ruleFields, request);
        const { kind = "LogAlert" } = record(request.body);
        if (kind !== "LogAlert") throw notImplemented(`rules of the kind '${String(kind)}'`);
        checkRule(plane, properties);
        return { properties, envelope: { kind } };
    });
}

/** Serves `actionGroups` of a resource group. No mail is ever sent. */
export function serveActionGroup(
    plane: ControlPlane,
    group: Entity,
    name: string | undefined,
    request: ArmRequest,
): ArmAnswer {
    requireVersion(request, groups, ["2023-01-01", "2023-09-01-preview", "2024-10-01-preview"]);
    return serve(plane, { group, type: groups, name, request }, () => {
        const properties = checked(groupFields, request);
        const names = ((properties.emailReceivers ?? []) as { name: string }[]).map(({ name }) => name.toLowerCase());
        if (new Set(names).size < names.length) throw badRequest("Receiver names must be unique in an action group.");
        return { properties, envelope: {} };
    });
}

/** What the members are together (record alert-rule-members). */
function checkRule(plane: ControlPlane, properties: Record<string, unknown>): void {
    const { scopes, autoMitigate, muteActionsDuration, criteria, windowSize, overrideQueryTimeRange } = properties;
    const [scope] = scopes as string[];
    const isComponent = /\/providers\/microsoft\.insights\/components\/[^/]+$/i.test(scope!);
    if (!isComponent) throw notImplemented("scopes of rules but Application Insights resources");
    if (!plane.store.get(scope!)) throw badRequest(`The scope '${scope}' does not exist.`);
    if (muteActionsDuration !== undefined && autoMitigate !== false) {
        throw badRequest("muteActionsDuration cannot be set when autoMitigate is true.");
    }
    const [{ failingPeriods = {}, metricMeasureColumn, timeAggregation }] = (criteria as { allOf: [any] }).allOf;
    const { numberOfEvaluationPeriods: periods = 1, minFailingPeriodsToAlert: failing = 1 } = failingPeriods;
    if (failing > periods)
        throw badRequest("minFailingPeriodsToAlert must not be more than numberOfEvaluationPeriods.");
    if (timeAggregation !== "Count" && metricMeasureColumn === undefined) {
        throw badRequest(`metricMeasureColumn is required for the aggregation '${timeAggregation}'.`);
    }
    const seen = minutesOf(String(windowSize)) * periods;
    if (seen > 2 * 1440) throw badRequest("windowSize multiplied by numberOfEvaluationPeriods must not exceed 2 days.");
    if (overrideQueryTimeRange !== undefined && minutesOf(String(overrideQueryTimeRange)) < seen) {
        throw badRequest("overrideQueryTimeRange must not be less than the time that the rule evaluates.");
    }
}

/** Minutes of a duration of one unit. */
function minutesOf(duration: string): number {
    const [, time = "", count, unit] = /^P(T?)(\d+)([DHM])$/.exec(duration)!;
    return Number(count) * (unit === "D" ? 1440 : unit === "H" ? 60 : time ? 1 : 0);
}

interface Place {
    readonly group: Entity;
    readonly type: string;
    readonly name: string | undefined;
    readonly request: ArmRequest;
}

type Content = Pick<Entity, "properties" | "envelope">;

function serve(plane: ControlPlane, { group, type, name, request }: Place, content: () => Content): ArmAnswer {
    if (name === undefined) {
        if (request.method !== "GET") throw methodNotAllowed(request);
        return { status: 200, body: { value: plane.store.children(group.id, type).map(shown) } };
    }
    const existing = plane.store.get(`${group.id}/providers/${type}/${name}`);
    switch (request.method) {
        case "GET":
            if (!existing) throw notFound(type, group, name);
            return { status: 200, body: shown(existing) };
        case "PUT": {
            const { location, tags = {} } = record(request.body);
            if (typeof location !== "string" || location === "") {
                throw new ArmError(400, "LocationRequired", "The location property is required for this definition.");
            }
            const { properties, envelope } = content();
            const saved = plane.save({
                id: existing?.id ?? `${group.id}/providers/${type}/${name}`,
                type,
                name: existing?.name ?? name,
                envelope: { location, tags, ...envelope },
                properties,
                secrets: {},
            });
            return { status: existing ? 200 : 201, body: shown(saved) };
        }
        case "DELETE":
            if (!existing) return { status: 204 };
            plane.store.delete(existing.id);
            return { status: 200 };
        default:
            throw notImplemented(`${request.method} of the resource type '${type}'`);
    }
}

function checked(fields: Fields, request: ArmRequest): Record<string, unknown> {
    return checkFields(fields, propertiesOf(request));
}

function badRequest(message: string): ArmError {
    return new ArmError(400, "BadRequest", message);
}

function shown({ id, name, type, envelope, properties }: Entity) {
    return { id, name, type, ...envelope, properties };
}
