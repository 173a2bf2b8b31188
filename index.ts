import "./startup";
import * as pulumi from "@pulumi/pulumi";
import { ServingGateway } from "./components/gateway/servingGateway";
import { planGateway } from "./plan/gatewayPlan";

/** The program: settings and what is there already make a plan, and the plan is declared. */
export = async () => {
    const plan = await planGateway("gateway", pulumi.runtime.allConfig(), process.env);
    return plan ? outputsOf(new ServingGateway("gateway", plan)) : {};
};

function outputsOf({ gatewayUrl, apis, products, mcpServers, sharedApis }: ServingGateway) {
    return {
        /** Where the API Management service answers callers. */
        gatewayUrl,
        ...outputsOfShared(sharedApis),
        /**
         * Per API: where it answers and where its next revision does, what a caller needs, in words and for programs, as
         * whom the gateway calls the endpoint, the hash of the served document, and what that document says less exactly.
         */
        endpoints: mapValues(
            apis,
            ({ url, candidateUrl, neededToCall, needs, calledAs, spec: { documentHash, warnings } }) => ({
                url,
                ...(candidateUrl && { candidateUrl }),
                neededToCall,
                needs,
                calledAs,
                documentHash,
                warnings,
            }),
        ),
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
    };
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

function mapValues<Value, Mapped>(values: Readonly<Record<string, Value>>, map: (value: Value) => Mapped) {
    return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}
