import type * as apim from "@pulumi/azure-native/apimanagement";
import type * as pulumi from "@pulumi/pulumi";
import { OpenAiApi, type OpenAiModel, wantedOpenAiApi } from "../api/openAiApi";
import type { ServingApi } from "../api/servingApi";
import { openAiApi } from "../../settings/openAi";
import type { EndpointObservability } from "../../settings/observability";
import type { EndpointSettings } from "../../settings/settings";
import { sharedContributions, type SharedModel } from "../policies/sharedPolicies";
import type { ServingProduct } from "../products/servingProduct";
import type { ApiObservability } from "../telemetry/observability";
import type { Registered, Wanted } from "../wanted";
import { productsOf } from "./catalogue";
import type { GatewayService } from "./gatewayService";
import type { PlannedGateway } from "./plannedGateway";
import type { PlannedPolicy } from "./serviceNeeds";

/** A model of the gateway that OpenAI's clients may reach, with the settings of its endpoint. */
interface Candidate<Endpoint = EndpointSettings> extends OpenAiModel {
    readonly apiId: string;
    readonly endpoint: Endpoint;
}

/** What decides which models the API has. */
interface OpenAiArgs<Endpoint = EndpointSettings> extends Pick<PlannedGateway, "openai" | "products" | "namePrefix"> {
    readonly endpoints: readonly Endpoint[];
}

/** The models that may be in the API for OpenAI's clients. Which of them answer as OpenAI's API does is known later. */
export function openAiModels<Endpoint extends EndpointSettings>(args: OpenAiArgs<Endpoint>): Candidate<Endpoint>[] {
    const { openai, endpoints, products = [], namePrefix = "" } = args;
    if (!openai) return [];
    const { models, aliases } = openai;
    return endpoints.flatMap((endpoint): Candidate<Endpoint>[] => {
        const { name, apiId = name, apiName = namePrefix + apiId, mock } = endpoint;
        if (mock || models?.includes(apiId) === false) return [];
        const own = Object.keys(aliases).filter((alias) => aliases[alias] === apiId);
        const isNamed = models !== undefined || own.length > 0;
        const in_ = productsOf({ ...endpoint, apiId }, products);
        return [{ apiId, apiName, endpoint, isNamed, names: [apiId, ...own.sort()], products: in_ }];
    });
}

/** Declares the API for OpenAI's clients where the settings ask for it. */
export function declareOpenAi(
    name: string,
    args: PlannedGateway,
    made: {
        readonly service: GatewayService;
        readonly apis: Readonly<Record<string, ServingApi>>;
        readonly products: Readonly<Record<string, ServingProduct>>;
        readonly telemetry: Pick<ApiObservability, "loggerId"> | undefined;
    },
    parent: pulumi.Resource,
): OpenAiApi | undefined {
    if (!args.openai) return undefined;
    const { service, apis, products, telemetry } = made;
    const { resourceGroupName, serviceName, gatewayUrl, tier } = service;
    const { callers, namePrefix, whenWritable } = args;
    const candidates = openAiModels(args);
    const observed = observedAs(candidates);
    return new OpenAiApi(
        componentName(name),
        {
            resourceGroupName,
            serviceName,
            gatewayUrl,
            tier,
            callers,
            namePrefix,
            whenWritable,
            path: args.openai.path,
            products: productNames(candidates).map((product) => products[product]!),
            after: leaving(args, apis),
            observability: telemetry && observed && { ...telemetry, ...observed },
            models: candidates.map((model) => ({ ...model, api: apis[model.apiId]! })),
        },
        { parent },
    );
}

/** APIs that have the path until they are written; the plan knows this one by its identifier. */
function leaving({ after }: PlannedGateway, apis: Readonly<Record<string, ServingApi>>): apim.Api[] {
    return (after?.get(openAiApi) ?? []).flatMap((key) => apis[key]?.api ?? []);
}

/** What is declared for it. */
export function wantedOpenAi(name: string, args: PlannedGateway, parents: readonly Registered[]): Wanted[] {
    if (!args.openai) return [];
    const { callers, namePrefix, observability, openai } = args;
    const candidates = openAiModels(args);
    const isObserved = observability !== undefined && observedAs(candidates) !== undefined;
    const wanted = { callers, namePrefix, isObserved, path: openai.path, products: productNames(candidates) };
    return wantedOpenAiApi(componentName(name), wanted, parents);
}

const componentName = (name: string) => `${name}-openai`;

function productNames(candidates: readonly Candidate[]): string[] {
    return [...new Set(candidates.flatMap(({ products }) => products))].sort();
}

/** One diagnostic tells of the calls of all models: as much as any of them asks for. */
function observedAs(candidates: readonly Candidate[]): EndpointObservability | undefined {
    const all = candidates.flatMap(({ endpoint }) => endpoint.observability ?? []);
    if (all.length === 0) return undefined;
    const sampling = Math.max(...all.map((one) => one.sampling));
    return { sampling, tokenMetrics: all.some(({ tokenMetrics }) => tokenMetrics) };
}

/**
 * The policy of the API, as far as it is known before anything is declared.
 *
 * @param contributionsOf an endpoint, as a part of a shared policy
 */
export function openAiPolicy<Endpoint extends EndpointSettings & { readonly workspaceHost: string }>(
    args: OpenAiArgs<Endpoint> & Pick<PlannedGateway, "callers">,
    contributionsOf: (endpoint: Endpoint) => SharedModel["contributions"],
): PlannedPolicy[] {
    const models = openAiModels(args).map((model): SharedModel => {
        const serviceUrl = `${model.endpoint.workspaceHost}/serving-endpoints/${model.endpoint.name}`;
        return { ...model, serviceUrl, contributions: contributionsOf(model.endpoint) };
    });
    if (models.length === 0) return [];
    const ofFirst = (count: number) => sharedContributions(models.slice(0, count), args.callers);
    return [
        {
            owner: "serving-gateway:openai",
            contributions: ofFirst(models.length),
            remedy: (fits) => {
                let most = models.length - 1;
                while (most > 0 && !fits(ofFirst(most))) most--;
                return `Name at most ${most} endpoints in openai.models, or use a service of another tier.`;
            },
        },
    ];
}
