import { z } from "zod";
import { sharedHost } from "../databricks/accountHost";
import { type CredentialSettings, traitsOf } from "./credential";
import type { ResilienceSettings } from "./resilience";
import { endpointName, members, text, wholeNumber } from "./schema";
import { setting } from "./setting";
import { workspaceName } from "./workspace";

/** One of the endpoints that calls are spread over. */
export interface PoolMember {
    /** Name of the serving endpoint. */
    readonly endpoint: string;
    /** `id` of its workspace. @default the published endpoint's, or that of `workspaceHost` */
    readonly workspace?: string;
    /** Its workspace's origin. @default that of `workspace` */
    readonly workspaceHost?: string;
    /** The members with the lowest number get the calls, as long as one of them can answer. */
    readonly priority: number;
    /** A member's share of the calls among those of its priority. */
    readonly weight: number;
}

const memberSchema = members({
    endpoint: endpointName.describe("Name of the serving endpoint."),
    workspaceHost: text("a workspace's origin, e.g. https://adb-1234567890123456.7.azuredatabricks.net")
        .transform((host) => host.replace(/\/+$/, ""))
        .superRefine((host, context) => {
            const message = originProblem(host);
            if (message !== undefined) context.addIssue({ code: "custom", message });
        })
        .optional()
        .describe(
            "Origin of its workspace, in place of `workspace`. The default is the workspace of the published endpoint.",
        ),
    workspace: workspaceName
        .optional()
        .describe(
            "Name of its workspace in `workspaces`. Another one than that of the published endpoint needs the credential " +
                "`managedIdentity` or `passthrough`.",
        ),
    priority: wholeNumber(0, 100, "a whole number from 0 to 100, the lowest first")
        .default(1)
        .describe("The members with the lowest number get the calls, as long as one of them can answer."),
    weight: wholeNumber(0, 100, "a whole number from 0 to 100")
        .default(1)
        .describe("Share of the calls among the members of one priority."),
}).refine(({ workspace, workspaceHost }) => workspace === undefined || workspaceHost === undefined, {
    path: ["workspaceHost"],
    error: "and workspace are both set. Keep one of them",
});

export const pool = setting({
    schema: z
        .array(memberSchema, { error: "must be a list of endpoints, e.g. - endpoint: churn" })
        .min(1, "lists no endpoint. Leave it out, or name the endpoints that calls are spread over")
        .max(30, "lists more than 30 endpoints, the maximum of API Management"),
    at: ["endpoint"],
    words:
        "The endpoints that calls are spread over. The published endpoint gets calls only if it is listed too. A " +
        "pool needs " +
        "a tier other than Consumption, `routes: stable`, and a `credential` that may query all members. " +
        "Route-optimized " +
        "endpoints cannot be members.",
    example: [{ endpoint: "churn" }, { endpoint: "churn-standby", priority: 2 }],
});

/** What of the published endpoint a pool depends on. */
interface PooledEndpoint {
    readonly workspace?: string;
    readonly resilience: ResilienceSettings;
    readonly routes: string;
}

/** The members, each of another workspace by its origin. @param workspace of the published endpoint */
export function membersIn(
    pool: readonly PoolMember[],
    workspace: string | undefined,
    hostOf: (workspace?: string) => string | undefined,
): PoolMember[] {
    return pool.map(({ workspace: own, ...member }) =>
        own === undefined || own === workspace ? member : { ...member, workspaceHost: hostOf(own) },
    );
}

/** What cannot be: the same member twice, priorities of no effect, a credential that another workspace would not take. */
export function poolProblems(
    at: string,
    pool: readonly PoolMember[],
    hostOf: (workspace?: string) => string | undefined,
    credential: CredentialSettings | undefined,
    { workspace, resilience, routes }: PooledEndpoint,
): string[] {
    const { circuitBreaker } = resilience;
    const workspaceHost = hostOf(workspace);
    const unknown = pool.findIndex(
        (member) => member.workspace !== undefined && hostOf(member.workspace) === undefined,
    );
    if (unknown >= 0) {
        const name = pool[unknown]!.workspace;
        return [
            `${at}[${unknown}].workspace "${name}" is not in serving-gateway:workspaces. Add it there, or correct it`,
        ];
    }
    const hosts = membersIn(pool, workspace, hostOf).map((member) => member.workspaceHost ?? workspaceHost ?? "");
    const keys = pool.map(({ endpoint }, index) => `${hosts[index]}/${endpoint}`);
    const twice = keys.findIndex((key, index) => keys.indexOf(key) < index);
    const problems: string[] = [];
    if (twice >= 0) {
        problems.push(`${at}[${twice}] is listed at [${keys.indexOf(keys[twice]!)}] already. Remove one`);
    }
    const elsewhere = hosts.findIndex((host) => host !== workspaceHost);
    if (elsewhere >= 0 && credential && !traitsOf(credential).isForEveryWorkspace) {
        problems.push(
            `${at}[${elsewhere}].${pool[elsewhere]!.workspace === undefined ? "workspaceHost" : "workspace"} is another workspace, which does not accept a token of this ` +
                `one (credential.${credential.method}). Set the endpoint's credential to managedIdentity or passthrough`,
        );
    }
    if (routes !== "stable") {
        problems.push(
            `${at} spreads calls over endpoints whose served models have different names, and ` +
                `routes "${routes}" publishes these names. Set the endpoint's routes to "stable"`,
        );
    }
    if (pool.some(({ priority }) => priority !== pool[0]!.priority) && !circuitBreaker) {
        problems.push(
            `${at} has members with different priorities, and calls move to the next priority only when a ` +
                `circuit breaker opens. Remove circuitBreaker: false from the resilience settings, or give all members one priority`,
        );
    }
    if (pool.every(({ weight }) => weight === 0)) {
        problems.push(`${at} has no member with a weight above 0. Raise one of them`);
    }
    return problems;
}

function originProblem(host: string): string | undefined {
    const url = URL.canParse(host) ? new URL(host) : undefined;
    const account = url && sharedHost(url);
    if (account) return `is ${account.failure}. ${account.fix}`;
    const isLocal = url?.hostname === "localhost" || /^127\.\d+\.\d+\.\d+$/.test(url?.hostname ?? "");
    if (url?.origin === host && (url.protocol === "https:" || (url.protocol === "http:" && isLocal))) return undefined;
    return "must be a workspace's origin, e.g. https://adb-1234567890123456.7.azuredatabricks.net";
}
