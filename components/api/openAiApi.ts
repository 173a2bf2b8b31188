import type * as apim from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import { openAiApi } from "../../settings/openAi";
import { openAiApiDocument } from "../../transforms/publication/openAiApi";
import type { Tier } from "../gateway/tiers";
import type { EndpointFacts } from "../policies/apiFeature";
import { needsOf, policyOf } from "../policies/contribution";
import type { NamedModel } from "../policies/modelChoice";
import { sharedContributions, type SharedModel } from "../policies/sharedPolicies";
import type { Registered, Wanted } from "../wanted";
import { callersInWords } from "./inWords";
import {
    type ApiNames,
    publishApi,
    type PublishApiArgs,
    type PublishedApi,
    wantedPublication,
    type WantedPublicationArgs,
} from "./publishApi";
import type { ServingApi } from "./servingApi";

/** A model that OpenAI's clients may reach in the API. */
export interface OpenAiModel extends NamedModel {
    /** Whether the settings name it: it then has to answer as OpenAI's API does. Others are left out that do not. */
    readonly isNamed: boolean;
}

/** What decides which names the API has. */
type OpenAiNames = Pick<PublishApiArgs, "path" | "callers" | "namePrefix">;

/** What settings and plan come to for the API, and the models that it may have. */
export interface OpenAiApiArgs
    extends
        OpenAiNames,
        Pick<
            PublishApiArgs,
            "resourceGroupName" | "serviceName" | "products" | "after" | "observability" | "whenWritable"
        > {
    /** Where the service answers callers. @example "https://contoso.azure-api.net" */
    readonly gatewayUrl: pulumi.Input<string>;
    readonly tier: pulumi.Input<Tier>;
    /** Models with what is published of each by itself. */
    readonly models: readonly (OpenAiModel & { readonly api: ServingApi })[];
}

/** Publishes one API in which clients of OpenAI's API reach several models, each by its name. */
export class OpenAiApi extends pulumi.ComponentResource {
    /** Base URL of OpenAI's clients, without a trailing slash, e.g. `https://contoso.azure-api.net/openai`. */
    readonly url: pulumi.Output<string>;
    /** Names of the models and their aliases, whichever the caller's key covers. */
    readonly models: pulumi.Output<string[]>;
    /** Primary key of the API's own subscription, which covers all models. Secret. Absent where callers need none. */
    readonly subscriptionKey: pulumi.Output<string | undefined> | undefined;
    /** What a caller needs, in words. */
    readonly neededToCall: string;
    /** The API itself. */
    readonly api: apim.Api;
    /** The API with what belongs to it. */
    readonly published: PublishedApi;

    constructor(name: string, args: OpenAiApiArgs, opts?: pulumi.ComponentResourceOptions) {
        super(openAiType, name, {}, opts);
        const models = answering(args.models);
        this.models = models.apply((all) => all.flatMap(({ names }) => names).sort());
        this.neededToCall = callersInWords(args.callers);
        const value = pulumi
            .all([models, args.tier])
            .apply(([all, tier]) => policyOf(sharedContributions(all, args.callers), factsOfAll(tier, all)));
        const needs = args.models.flatMap(({ api }) => needsOf(api.shared()));
        this.published = publishApi(name, { ...args, ...namesOf(args), ...fixed, policy: { value, needs } }, this);
        this.api = this.published.api;
        this.url = pulumi.interpolate`${args.gatewayUrl}/${this.api.path}`;
        this.subscriptionKey = this.published.subscriptionKey;
        this.registerOutputs();
    }
}

/** Type of `OpenAiApi` in URNs. Another one would be another resource: it never changes. */
export const openAiType = "serving-gateway:index:OpenAiApi";

/** What an `OpenAiApi` declares in Azure. */
export function wantedOpenAiApi(
    name: string,
    args: OpenAiNames & Pick<WantedPublicationArgs, "products" | "isObserved">,
    outside: readonly Registered[],
): Wanted[] {
    const { products, isObserved } = args;
    const wanted = { ...namesOf(args), products, isObserved, tags: [] };
    return wantedPublication(name, wanted, [...outside, { type: openAiType, name }]);
}

function namesOf({ path, callers, namePrefix = "" }: OpenAiNames): ApiNames {
    const apiName = namePrefix + openAiApi;
    return { apiName, sid: apiName, namePrefix, path, callers, displayName: "OpenAI-compatible API" };
}

const fixed = {
    owner: "serving-gateway:openai",
    description: "The models of this gateway for clients of OpenAI's API, whose base URL is this API's URL.",
    document: openAiApiDocument(),
    // The policy says where calls go. Without it, they go nowhere: the name is never found (RFC 6761, 6.4).
    serviceUrl: "https://models.invalid",
};

/** Models that answer as OpenAI's API does, in the order of their names. */
function answering(models: OpenAiApiArgs["models"]): pulumi.Output<SharedModel[]> {
    const all = models.map(({ api, isNamed, names, apiName, products }) =>
        pulumi.all([api.facts, api.spec.serviceUrl]).apply(([facts, serviceUrl]): SharedModel[] => {
            if (!facts.openAi && isNamed) throw new pulumi.RunError(otherProtocol(names[0]!));
            const shared = { names, apiName, products, serviceUrl, contributions: api.shared() };
            return facts.openAi ? [{ ...shared, facts: { ...facts, openAiErrors: true } }] : [];
        }),
    );
    return pulumi.all(all).apply((found) => {
        const answering = found.flat().sort((one, other) => (one.apiName < other.apiName ? -1 : 1));
        if (answering.length === 0) throw new pulumi.RunError(noModels);
        return answering;
    });
}

const tasks = "chat, completions, embeddings or responses";
const otherProtocol = (name: string) =>
    `serving-gateway:openai: "${name}" is none of ${tasks}. Remove it from openai.models and openai.aliases.`;
const noModels = `serving-gateway:openai: no published endpoint is one of ${tasks}. Remove openai.`;

function factsOfAll(tier: Tier, models: readonly SharedModel[]): EndpointFacts {
    const largestRequest = Math.max(...models.map(({ facts }) => facts!.largestRequest));
    return { tier, largestRequest, streams: true, usesTokens: true, openAiErrors: true };
}
