import * as monitor from "@pulumi/azure-native/monitor";
import * as pulumi from "@pulumi/pulumi";
import type { Budget } from "../../settings/budgets";
import { type Registered, type ServicePlace, want, type Wanted } from "../wanted";
import { pace, type PricedApi } from "./costQueries";
import type { WorkbookArgs } from "./workbook";

/** Percent of a budget's amount at which there is an alert, each with how severe it is for Azure Monitor, 0 to 4. */
const alerts = [
    { percent: 50, severity: 3 },
    { percent: 80, severity: 2 },
    { percent: 100, severity: 1 },
] as const;

/** What alerts are about. */
interface BudgetArgs extends Pick<WorkbookArgs, "service" | "component" | "namePrefix"> {
    readonly apis: readonly PricedApi[];
    readonly currency: string;
}

/**
 * Alerts on what the month costs at the pace of the last 24 hours. The month so far cannot be an alert: Azure Monitor's
 * alerts on logs look at two days at most, whatever their query says ("Create or edit a log search alert rule").
 */
export function budgetAlerts(name: string, budget: Budget, args: BudgetArgs, parent: pulumi.Resource): void {
    const { service, component, apis, currency } = args;
    const { resourceGroupName } = service;
    const names = pulumi.output(service.serviceName).apply((service) => namesOf(budget, service, args.namePrefix));
    const group = budget.mails.length > 0 ? mailGroup(name, budget, names, resourceGroupName, parent) : undefined;
    const column = { stack: undefined, product: "Product", caller: "Caller" }[budget.per];
    for (const { percent, severity } of alerts) {
        new monitor.ScheduledQueryRule(
            ruleName(name, budget, percent),
            {
                resourceGroupName,
                ruleName: names.apply(({ ruleOf }) => ruleOf(percent)),
                location: component.location,
                kind: "LogAlert",
                displayName: names.apply(({ ruleOf }) => ruleOf(percent)),
                description:
                    `At the pace of the last 24 hours, the month costs ${percent} % of ${budget.amount} ${currency} or ` +
                    "more.",
                severity,
                enabled: true,
                scopes: [component.id],
                evaluationFrequency: "PT1H",
                windowSize: "P1D",
                autoMitigate: true,
                criteria: {
                    allOf: [
                        {
                            query: pace(apis, budget).text,
                            timeAggregation: "Maximum",
                            metricMeasureColumn: "Share",
                            dimensions: column ? [{ name: column, operator: "Include", values: ["*"] }] : [],
                            operator: "GreaterThanOrEqual",
                            threshold: percent,
                            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
                        },
                    ],
                },
                actions: { actionGroups: [...(group ? [group.id] : []), ...budget.actionGroups] },
            },
            { parent },
        );
    }
}

/** Sends the mails. */
function mailGroup(
    name: string,
    budget: Budget,
    names: pulumi.Output<ReturnType<typeof namesOf>>,
    resourceGroupName: pulumi.Input<string>,
    parent: pulumi.Resource,
): monitor.ActionGroup {
    return new monitor.ActionGroup(
        groupName(name, budget),
        {
            resourceGroupName,
            actionGroupName: names.group,
            // Action groups are in no region unless they have to stay in one.
            location: "Global",
            groupShortName: budget.name.slice(0, shortName),
            enabled: true,
            emailReceivers: budget.mails.map((emailAddress) => ({
                name: emailAddress,
                emailAddress,
                useCommonAlertSchema: true,
            })),
        },
        { parent },
    );
}

/** Longest short name of an action group, which mails begin with. */
const shortName = 12;

const ruleName = (name: string, budget: Budget, percent: number) => `${name}-budget-${budget.name}-${percent}`;
const groupName = (name: string, budget: Budget) => `${name}-budget-${budget.name}-mails`;

/** Names in the resource group, which other services and stacks may share. */
function namesOf({ name }: Budget, serviceName: string, namePrefix: string) {
    const group = `${serviceName}-${namePrefix}${pulumi.getStack()}-budget-${name}`;
    return { group, ruleOf: (percent: number) => `${group}-${percent}` };
}

/** What `budgetAlerts` declares. */
export function wantedBudget(
    name: string,
    budget: Budget,
    { serviceName }: ServicePlace,
    namePrefix: string,
    parents: readonly Registered[],
): Wanted[] {
    const names = namesOf(budget, serviceName, namePrefix);
    const group = want("monitor:ActionGroup", groupName(name, budget), parents, { actionGroupName: names.group });
    const rules = alerts.map(({ percent }) =>
        want("monitor:ScheduledQueryRule", ruleName(name, budget, percent), parents, {
            ruleName: names.ruleOf(percent),
        }),
    );
    return budget.mails.length > 0 ? [group, ...rules] : rules;
}
