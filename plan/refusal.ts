import * as pulumi from "@pulumi/pulumi";
import type { Located, Find } from "./inPlace";
import { isSameService } from "./serviceChanges";
import type { SavedResource, SavedState } from "./savedState";

/** Why nothing is declared, a line or more each, without a full stop at the end. */
export type Problem = string;

/** How to keep out of the way of somebody else's, by type. */
export const ways: Readonly<Record<string, string>> = {
    "resources:ResourceGroup": "set serving-gateway:service.resourceGroup",
    "apimanagement:ApiManagementService":
        "choose another name (serving-gateway:service.name), or publish on the existing service: remove service.create",
    "apimanagement:Api": "set apiId at the endpoint, or serving-gateway:namePrefix",
    "apimanagement:ApiVersionSet": "choose another path",
    "apimanagement:Backend": "set serving-gateway:namePrefix, or apiId at the endpoint",
    "apimanagement:Group": "rename it in serving-gateway:groups, or set existing: true there",
    "apimanagement:Logger": "set serving-gateway:namePrefix, or serving-gateway:observability.logger to it",
    "apimanagement:NamedValue": "set serving-gateway:namePrefix, or namedValue at the credential",
    "apimanagement:PolicyFragment": "set serving-gateway:namePrefix, or rename the stack",
    "apimanagement:Product": "rename it in serving-gateway:products, or set existing: true there",
    "apimanagement:Subscription":
        "set serving-gateway:namePrefix, or rename the product or endpoint that it belongs to",
    "apimanagement:Tag": "rename it in tags, or set existing: true there",
    "applicationinsights:Workbook":
        "set serving-gateway:namePrefix, or serving-gateway:observability.workbook to false",
    "monitor:ActionGroup": "set serving-gateway:namePrefix, or rename the budget in serving-gateway:budgets",
    "monitor:ScheduledQueryRule": "set serving-gateway:namePrefix, or rename the budget in serving-gateway:budgets",
    "databricks:index/servicePrincipal:ServicePrincipal":
        "remove grant at the credential, and ask whoever added the principal to give it CAN_QUERY",
    "authorization:RoleAssignment": "remove vaultId at the credential: the service has the role already",
};

/**
 * All that is in place, with its differences and a way around each, and at the end what takes all of it into the state.
 * What is below something in place is counted there.
 */
export function inPlaceProblems(finds: readonly Find[]): Problem[] {
    const outermost = finds.filter((find) => !finds.some((other) => isBelow(find, other)));
    return outermost.map((find) => {
        const below = finds.filter((other) => isBelow(other, find));
        const more = below.length > 0 ? `, with ${below.length} more below it` : "";
        const lines = [
            `${nameOf(find)}${more}`,
            ...find.differences.map((difference) => `    ${difference}`),
            `    If it belongs to somebody else: ${wayAround(find)}`,
        ];
        return lines.join("\n");
    });
}

/** Azure's ids say what something is. */
function nameOf({ type, name, id }: Find): string {
    return id.startsWith("/") ? id : `${type.replace(/^.*:/, "")} ${id} of the workspace ("${name}" of this stack)`;
}

function wayAround({ type }: Find): string {
    return ways[type.replace(/^azure-native:/, "")] ?? "remove the setting that needs it";
}

function isBelow({ id }: Find, other: Find): boolean {
    const above = other.id.toLowerCase();
    return id.toLowerCase().startsWith(`${above}/`) || id.toLowerCase().startsWith(`${above};rev=`);
}

/** What the stack has already under another name of its own. */
export function movedProblem({ id, name }: Located, saved: SavedResource): Problem {
    return [
        `${id} would become "${name}" of this stack, but the state already has it as ${saved.urn}`,
        "    The old one is deleted only after the new one is created. Remove it in a separate deployment, or give " +
            "one of",
        "    them another name",
    ].join("\n");
}

/**
 * What would get another identifier in the same service, and with it be replaced: an API with the keys that callers have, or
 * something that policies in use name, which Azure does not delete.
 */
export function renamedProblems(wanted: readonly Located[], state: SavedState): Problem[] {
    const renamed = wanted.flatMap(({ urn, id }) => {
        const before = state.at(urn)?.id;
        const isRenamed = before && before.toLowerCase() !== id.toLowerCase() && isSameService(before, id);
        return isRenamed ? [{ before, id }] : [];
    });
    const [first] = renamed;
    if (!first) return [];
    const more = renamed.length > 1 ? `, and ${renamed.length - 1} more` : "";
    return [
        `${first.before} would be replaced by ${first.id.slice(first.id.lastIndexOf("/service/"))}${more}, and the ` +
            "keys of callers would stop working\n" +
            "    Restore serving-gateway:namePrefix, and any apiId that named such an API. A different prefix " +
            "needs a different stack",
    ];
}

/** Ends the program with all of it at once, and without a trace. */
export function refuse(inPlace: readonly Problem[], others: readonly Problem[]): void {
    const blocks = [
        ...(inPlace.length > 0
            ? [
                  "these resources exist already, and are not in the stack's state. The stack neither changes nor " +
                      "deletes them:",
                  ...inPlace.map(indented),
                  "If they belong to this stack (a deployment was killed, the state was lost, or this stack is to " +
                      "manage them), take",
                  `them into the state: npm run -s adopt -- --stack ${pulumi.getStack()}`,
              ]
            : []),
        ...(others.length > 0 ? ["this cannot be deployed:", ...others.map(indented)] : []),
    ];
    if (blocks.length > 0) throw new pulumi.RunError(blocks.join("\n"));
}

function indented(problem: Problem): string {
    return problem.replace(/^/gm, "  ");
}
