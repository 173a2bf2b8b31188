import type * as apim from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import type { CallersSettings } from "../../settings/settings";
import type { CallersNeeds } from "../../transforms/publication/callers/callersFacts";
import type { Tier } from "../gateway/tiers";
import type { EndpointFacts } from "../policies/apiFeature";
import { needsOf, policyOf, sizeOf } from "../policies/contribution";
import { sizeProblem } from "../policies/policyDocument";
import type { NamedModel } from "../policies/modelChoice";
import { sharedContributions, type SharedModel } from "../policies/sharedPolicies";
import type { Registered, Wanted } from "../wanted";
import { callersNeeds } from "./callersNeeds";
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
import { errorsOf, type SharedKind } from "./sharedKinds";

/** A model that callers may reach in an API. */
export interface SharedCandidate extends NamedModel {
    /** Whether the settings name it: it then has to fit the API. Others are left out that do not. */
    readonly isNamed: boolean;
}

/** What decides which names the API has. */
type SharedNames = Pick<PublishApiArgs, "path" | "callers" | "namePrefix">;

/** What settings and plan come to for the API, and the models that it may have. */
export interface SharedApiArgs
    extends
        SharedNames,
        Pick<
            PublishApiArgs,
            | "resourceGroupName"
            | "serviceName"
            | "products"
            | "after"
            | "observability"
            | "auditLog"
            | "serviceId"
            | "whenWritable"
        > {
    /** Where the service answers callers. @example "https://contoso.azure-api.net" */
    readonly gatewayUrl: pulumi.Input<string>;
    readonly tier: pulumi.Input<Tier>;
    /** Models with what is published of each by itself. */
    readonly models: readonly (SharedCandidate & { readonly api: ServingApi })[];
}

/** Publishes one API in which callers reach several models, each by its name. */
export class SharedApi extends pulumi.ComponentResource {
    /** Where callers reach it, without a trailing slash, e.g. `https://contoso.azure-api.net/openai`. */
    readonly url: pulumi.Output<string>;
    /** Names of the models and their aliases, whichever the caller's key covers. */
    readonly models: pulumi.Output<string[]>;
    /** Primary key of the API's own subscription, which covers all models. Secret. Absent where callers need none. */
    readonly subscriptionKey: pulumi.Output<string | undefined> | undefined;
    /** What a caller needs, in words. */
    readonly neededToCall: string;
    /** The same for programs. */
    readonly needs: CallersNeeds;
    /** What is published. */
    readonly document: pulumi.Output<string>;
    /** The API itself. */
    readonly api: apim.Api;
    /** The API with what belongs to it. */
    readonly published: PublishedApi;

    constructor(kind: SharedKind, name: string, args: SharedApiArgs, opts?: pulumi.ComponentResourceOptions) {
        super(kind.type, name, {}, opts);
        const models = modelsOf(kind, args.models);
        this.models = models.apply((all) => all.flatMap(({ names }) => names).sort());
        this.neededToCall = callersInWords(args.callers);
        this.needs = callersNeeds(args.callers, undefined, undefined);
        const value = pulumi
            .all([models, args.tier])
            .apply(([all, tier]) => fittingPolicy(kind, all, args.callers, tier));
        const needs = args.models.flatMap(({ api }) => needsOf(api.shared()));
        const { description, document, setting: owner } = kind;
        const published = { ...args, ...namesOf(kind, args), description, document, owner, serviceUrl: nowhere };
        this.published = publishApi(name, { ...published, policy: { value, needs } }, this);
        this.document = pulumi.output(document);
        this.api = this.published.api;
        this.url = pulumi.interpolate`${args.gatewayUrl}/${this.api.path}`.apply((url) => url.replace(/\/$/, ""));
        this.subscriptionKey = this.published.subscriptionKey;
        this.registerOutputs();
    }
}

/** What a `SharedApi` declares in Azure. */
export function wantedSharedApi(
    kind: SharedKind,
    name: string,
    args: SharedNames & Pick<WantedPublicationArgs, "products" | "isObserved">,
    outside: readonly Registered[],
): Wanted[] {
    const { products, isObserved } = args;
    const wanted = { ...namesOf(kind, args), products, isObserved, tags: [] };
    return wantedPublication(name, wanted, [...outside, { type: kind.type, name }]);
}

function namesOf({ id, displayName }: SharedKind, { path, callers, namePrefix = "" }: SharedNames): ApiNames {
    const apiName = namePrefix + id;
    return { apiName, sid: apiName, namePrefix, path, callers, displayName };
}

/** The policy says where calls go. Without it, they go nowhere: the name is never found (RFC 6761, 6.4). */
const nowhere = "https://models.invalid";

function modelsOf(kind: SharedKind, models: SharedApiArgs["models"]): pulumi.Output<SharedModel[]> {
    // At once: Node.js prints a warning about an output that fails before anything waits for it.
    if (models.length === 0) throw new pulumi.RunError(noModels(kind.setting));
    // These members alone: what else a candidate has, e.g. the credential of its endpoint, would make secrets of names and policy.
    const all = models.map(({ api, names, apiName, products, isNamed }) =>
        pulumi.all([api.facts, api.spec.serviceUrl]).apply(([facts, serviceUrl]): FoundModel => {
            const served = { ...facts, openAiErrors: errorsOf(kind, facts.tier) };
            // Without resources: an output that holds one is searched for unknown values through the whole gateway.
            const contributions = api.shared().map(({ needs: _, ...contribution }) => contribution);
            return { names, apiName, products, isNamed, serviceUrl, contributions, facts: served };
        }),
    );
    return pulumi.all(all).apply((found) => fittingModels(kind, found));
}

type FoundModel = SharedCandidate & SharedModel & { readonly facts: EndpointFacts };

/**
 * Models that fit the API, in the order of their names.
 *
 * @throws RunError none fits, or one does not that the settings name
 */
export function fittingModels({ onlyOpenAi, setting }: SharedKind, found: readonly FoundModel[]): SharedModel[] {
    const fits = ({ facts }: FoundModel) => facts.openAi !== undefined || !onlyOpenAi;
    const other = found.find((model) => model.isNamed && !fits(model));
    if (other) throw new pulumi.RunError(otherProtocol(setting, other.names[0]!));
    const fitting = found.filter(fits).sort((one, other) => (one.apiName < other.apiName ? -1 : 1));
    if (fitting.length === 0) throw new pulumi.RunError(noModels(setting));
    return fitting;
}

const tasks = "chat, completions, embeddings or responses";
const otherProtocol = (setting: string, name: string) =>
    `${setting}: "${name}" is none of ${tasks}. Remove it from the models and aliases there.`;
const noModels = (setting: string) =>
    `${setting}: no published endpoint fits (${tasks}, and not mocked). Remove the setting.`;

/**
 * The policy of the API, in a tier.
 *
 * @throws RunError for a policy that is too large, with how many models fit
 */
export function fittingPolicy(
    kind: SharedKind,
    models: readonly SharedModel[],
    callers: CallersSettings,
    tier: Tier,
): string {
    const ofFirst = (count: number) => sharedContributions(models.slice(0, count), callers, kind.lists);
    const facts = factsOfAll(kind, tier, models);
    const fits = (count: number) => sizeProblem(sizeOf(ofFirst(count), facts), tier) === undefined;
    if (fits(models.length)) return policyOf(ofFirst(models.length), facts);
    let most = models.length - 1;
    while (most > 0 && !fits(most)) most--;
    throw new pulumi.RunError(`${kind.setting}: its policy does not fit the ${tier} tier. ${kind.remedy(most)}`);
}

function factsOfAll(kind: SharedKind, tier: Tier, models: readonly SharedModel[]): EndpointFacts {
    const largestRequest = Math.max(...models.map(({ facts }) => facts!.largestRequest));
    return { tier, largestRequest, streams: true, usesTokens: true, openAiErrors: errorsOf(kind, tier) };
}
