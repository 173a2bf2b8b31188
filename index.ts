import "./startup";
import * as pulumi from "@pulumi/pulumi";
import { isDeepStrictEqual } from "node:util";
import type { HowToCall } from "./components/api/howToCall";
import { ServingGateway } from "./components/gateway/servingGateway";
import { planGateway } from "./plan/gatewayPlan";
import { unusableError } from "./plan/unusableWorkspaces";

/** The program: settings and what is there already make a plan, and the plan is declared. */
export = async () => {
    const plan = await planGateway("gateway", pulumi.runtime.allConfig(), process.env);
    if (!plan) return {};
    const gateway = new ServingGateway("gateway", plan);
    // Said once all others are declared, so that a preview shows them. An update has not come this far.
    if (plan.unusable) throw unusableError(plan.unusable);
    return outputsOf(gateway);
};

/**
 * The engine prints an output whole when anything in it changes: nothing here changes with the contract of an endpoint, and
 * what most endpoints have in common is said once.
 */
function outputsOf({ gatewayUrl, apis, endpointDefaults, products, mcpServers, sharedApis }: ServingGateway) {
    return {
        /** Where the API Management service answers callers. */
        gatewayUrl,
        ...outputsOfShared(sharedApis),
        /** What a caller of an API needs, in words and for programs, and as whom the gateway calls the endpoint. */
        endpointDefaults,
        /** Per API: where it answers and where its next revision does, and what differs from `endpointDefaults`. */
        endpoints: mapValues(apis, (api) => ({
            url: api.url,
            ...(api.candidateUrl && { candidateUrl: api.candidateUrl }),
            ...unlike(endpointDefaults, api),
        })),
        /** Per API: a key to call it with, where callers need one. Secret. */
        subscriptionKeys: Object.fromEntries(
            Object.entries(apis).flatMap(([api, { subscriptionKey }]) =>
                subscriptionKey ? [[api, subscriptionKey]] : [],
            ),
        ),
        /** Per MCP server: where MCP clients reach it. */
        ...(Object.keys(mcpServers).length > 0 && { mcpServers }),
        /** Per product: a key for each subscription that the stack makes. Secret. */
        productKeys: mapValues(products, ({ keys }) => keys),
        /** Per product and subscription: who answers for the keys, and until when they are meant to be used. */
        ...keyFactsOf(products),
    };
}

/** Only where something is known: other stacks have no such output. */
function keyFactsOf(products: ServingGateway["products"]) {
    const known = Object.entries(products).filter(([, { keyFacts }]) => Object.keys(keyFacts).length > 0);
    return known.length > 0 && { subscriptions: mapValues(Object.fromEntries(known), ({ keyFacts }) => keyFacts) };
}

/**
 * Per API in which callers reach several models: its URL, which is the base URL or the host of their clients, the models, and
 * what a caller needs; and a key of all of them, where callers need one. Secret.
 */
function outputsOfShared(apis: ServingGateway["sharedApis"]) {
    const outputs = Object.entries(apis).flatMap(([name, { url, models, neededToCall, subscriptionKey }]) => [
        [name, { url, models, neededToCall }] as const,
        ...(subscriptionKey ? [[`${name}Key`, subscriptionKey] as const] : []),
    ]);
    return Object.fromEntries<unknown>(outputs);
}

/** The members in which `how` is not like `usual`. */
function unlike(usual: HowToCall, { neededToCall, needs, calledAs }: HowToCall): Partial<HowToCall> {
    const how: HowToCall = { neededToCall, needs, calledAs };
    const names = (Object.keys(how) as (keyof HowToCall)[]).filter(
        (name) => !isDeepStrictEqual(how[name], usual[name]),
    );
    return Object.fromEntries(names.map((name) => [name, how[name]]));
}

function mapValues<Value, Mapped>(values: Readonly<Record<string, Value>>, map: (value: Value) => Mapped) {
    return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}
