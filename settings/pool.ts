import { z } from "zod";
import { type CredentialSettings, traitsOf } from "./credential";
import type { ResilienceSettings } from "./resilience";
import { endpointName, members, text, wholeNumber } from "./schema";
import { setting } from "./setting";

/** One of the endpoints that calls are spread over. */
export interface PoolMember {
    /** Name of the serving endpoint. */
    readonly endpoint: string;
    /** Its workspace's origin. @default the stack's workspace */
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
        .refine(isOrigin, "must be a workspace's origin, e.g. https://adb-1234567890123456.7.azuredatabricks.net")
        .optional()
        .describe(
            "Origin of its workspace. The default is the stack's workspace. Another one needs the credential " +
                "`managedIdentity` or `passthrough`.",
        ),
    priority: wholeNumber(0, 100, "a whole number from 0 to 100, the lowest first")
        .default(1)
        .describe("The members with the lowest number get the calls, as long as one of them can answer."),
    weight: wholeNumber(0, 100, "a whole number from 0 to 100")
        .default(1)
        .describe("Share of the calls among the members of one priority."),
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

/** What cannot be: the same member twice, priorities of no effect, a credential that another workspace would not take. */
export function poolProblems(
    at: string,
    pool: readonly PoolMember[],
    workspaceHost: string | undefined,
    credential: CredentialSettings | undefined,
    { resilience: { circuitBreaker }, routes }: { readonly resilience: ResilienceSettings; readonly routes: string },
): string[] {
    const hosts = pool.map((member) => member.workspaceHost ?? workspaceHost ?? "");
    const keys = pool.map(({ endpoint }, index) => `${hosts[index]}/${endpoint}`);
    const twice = keys.findIndex((key, index) => keys.indexOf(key) < index);
    const problems: string[] = [];
    if (twice >= 0) {
        problems.push(`${at}[${twice}] is listed at [${keys.indexOf(keys[twice]!)}] already. Remove one`);
    }
    const elsewhere = hosts.findIndex((host) => host !== workspaceHost);
    if (elsewhere >= 0 && credential && !traitsOf(credential).isForEveryWorkspace) {
        problems.push(
            `${at}[${elsewhere}].workspaceHost is another workspace, which does not accept a token of this ` +
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

function isOrigin(host: string): boolean {
    if (!URL.canParse(host)) return false;
    const { origin, protocol, hostname } = new URL(host);
    const isLocal = hostname === "localhost" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
    return origin === host && (protocol === "https:" || (protocol === "http:" && isLocal));
}
