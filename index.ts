import * as pulumi from "@pulumi/pulumi";
import { ServingGateway } from "./components/servingGateway";
import { readSettings } from "./settings";

const gateway = new ServingGateway("gateway", readSettings(pulumi.runtime.allConfig(), process.env));
const apis = Object.entries(gateway.apis);

/** Where the API Management service answers callers. */
export const gatewayUrl = gateway.gatewayUrl;

/**
 * Per endpoint: where its API answers, what a caller needs, as whom the gateway calls the endpoint, the hash of the served
 * document, and what that document says less exactly.
 */
export const endpoints = Object.fromEntries(
    apis.map(([endpoint, { url, neededToCall, calledAs, spec }]) => [
        endpoint,
        { url, neededToCall, calledAs, documentHash: spec.documentHash, warnings: spec.warnings },
    ]),
);

/** Per endpoint: a key to call its API with, where callers need one. Secret. */
export const subscriptionKeys = Object.fromEntries(
    apis.flatMap(([endpoint, { subscriptionKey }]) => (subscriptionKey ? [[endpoint, subscriptionKey]] : [])),
);
