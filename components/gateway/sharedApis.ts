import type * as apim from "@pulumi/azure-native/apimanagement";
import type * as pulumi from "@pulumi/pulumi";
import { apiCenterEntry } from "../api/apiCenterEntry";
import { SharedApi, type SharedCandidate, wantedSharedApi } from "../api/sharedApi";
import { errorsOf, type SharedKind, sharedKinds, type SharedName } from "../api/sharedKinds";
import type { ServingApi } from "../api/servingApi";
import type { AuditLog } from "../../settings/auditLog";
import type { EndpointObservability } from "../../settings/observability";
import type { EndpointSettings } from "../../settings/settings";
import { apiIdOf } from "../../settings/versions";
import { sharedContributions, type SharedModel } from "../policies/sharedPolicies";
import type { ServingProduct } from "../products/servingProduct";
import type { ApiObservability } from "../telemetry/observability";
import type { Registered, Wanted } from "../wanted";
import { productsOf } from "./catalogue";
import type { GatewayService } from "./gatewayService";
import type { PlannedGateway } from "./plannedGateway";
import type { PlannedPolicy } from "./serviceNeeds";

/** A model that may be in an API, with the settings of its endpoint. */
interface Candidate<Endpoint = EndpointSettings> extends SharedCandidate {
    readonly apiId: string;
    readonly endpoint: Endpoint;
}

/** What decides which models an API has. */
interface ModelsArgs<Endpoint = EndpointSettings> extends Pick<
    PlannedGateway,
    "openai" | "databricksPaths" | "products" | "namePrefix"
> {
    readonly endpoints: readonly Endpoint[];
}

/** The models that may be in an API of a kind. Which of them fit is known later. */
function candidatesOf<Endpoint extends EndpointSettings>(
    kind: SharedKind,
    args: ModelsArgs<Endpoint>,
): Candidate<Endpoint>[] {
    const { endpoints, products = [], namePrefix = "" } = args;
    const asked = kind.asked(args);
    if (!asked) return [];
    const { models, aliases } = asked;
    return endpoints.flatMap((endpoint): Candidate<Endpoint>[] => {
        const { workspace, name, apiId = name, apiName = namePrefix + apiId, mock } = endpoint;
        if (mock || models?.includes(apiId) === false) return [];
        const own = Object.keys(aliases).filter((alias) => aliases[alias] === apiId);
        const isNamed = models !== undefined || own.length > 0;
        const in_ = productsOf({ ...endpoint, apiId }, products);
        // A model service has dots in its name, which an identifier has not.
        const full = workspace === undefined ? name : `${workspace}-${name}`;
        const shown = apiId === apiIdOf({ workspace, name }) ? full : apiId;
        return [{ apiId, apiName, endpoint, isNamed, names: [shown, ...own.sort()], products: in_ }];
    });
}

/** The APIs that the settings ask for, by the names of their outputs. */
export type SharedApis = { readonly [name in SharedName]?: SharedApi };

/** Declares the APIs that models share, where the settings ask for them. */
export function declareSharedApis(
    name: string,
    args: PlannedGateway,
    made: {
        readonly service: GatewayService;
        readonly apis: Readonly<Record<string, ServingApi>>;
        readonly products: Readonly<Record<string, ServingProduct>>;
        readonly telemetry: Pick<ApiObservability, "loggerId"> | undefined;
    },
    parent: pulumi.Resource,
): SharedApis {
    const { service, apis, products, telemetry } = made;
    const { resourceGroupName, serviceName, gatewayUrl, tier } = service;
    const { callers, namePrefix, whenWritable } = args;
    const declared = kindsOf(args).map(({ output, kind, path }) => {
        const candidates = candidatesOf(kind, args);
        const observed = observedAs(candidates);
        const api = {
            resourceGroupName,
            serviceName,
            gatewayUrl,
            tier,
            callers,
            namePrefix,
            whenWritable,
            path,
            products: productNames(candidates).map((product) => products[product]!),
            after: leaving(kind, args, apis),
            observability: telemetry && observed && { ...telemetry, ...observed },
            auditLog: auditedAs(candidates),
            serviceId: service.id,
            models: candidates.map((model) => ({ ...model, api: apis[model.apiId]! })),
        };
        const shared = new SharedApi(kind, componentName(name, kind), api, { parent });
        apiCenterEntry(args.ofEndpoints?.apiCenter, { apiId: kind.id, namePrefix }, shared);
        return [output, shared];
    });
    return Object.fromEntries(declared) as SharedApis;
}

/** The kinds that the settings ask for, with their paths under the gateway's host. */
export function kindsOf(args: Parameters<SharedKind["asked"]>[0]) {
    return Object.entries<SharedKind>(sharedKinds).flatMap(([output, kind]) => {
        const asked = kind.asked(args);
        return asked ? [{ output, kind, path: asked.path }] : [];
    });
}

/** APIs that have the path until they are written; the plan knows this one by its identifier. */
function leaving(
    { id }: SharedKind,
    { after }: PlannedGateway,
    apis: Readonly<Record<string, ServingApi>>,
): apim.Api[] {
    return (after?.get(id) ?? []).flatMap((key) => apis[key]?.api ?? []);
}

/** What is declared for the APIs. */
export function wantedSharedApis(name: string, args: PlannedGateway, parents: readonly Registered[]): Wanted[] {
    const { callers, namePrefix, observability } = args;
    return kindsOf(args).flatMap(({ kind, path }) => {
        const candidates = candidatesOf(kind, args);
        const isObserved = observability !== undefined && observedAs(candidates) !== undefined;
        const wanted = { callers, namePrefix, isObserved, path, products: productNames(candidates) };
        return wantedSharedApi(kind, componentName(name, kind), wanted, parents);
    });
}

/** Identifiers of the APIs whose calls telemetry tells of. */
export function observedSharedApis(args: PlannedGateway): string[] {
    return kindsOf(args).flatMap(({ kind }) =>
        observedAs(candidatesOf(kind, args)) ? [(args.namePrefix ?? "") + kind.id] : [],
    );
}

const componentName = (name: string, { id }: SharedKind) => `${name}-${id}`;

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

/** Messages of all models are kept as long and as often as any model asks for. */
function auditedAs(candidates: readonly Candidate[]): AuditLog | undefined {
    const all = candidates.flatMap(({ endpoint }) => (endpoint.mock ? [] : (endpoint.auditLog ?? [])));
    if (all.length === 0) return undefined;
    return {
        sampling: Math.max(...all.map(({ sampling }) => sampling)),
        prompts: all.some(({ prompts }) => prompts),
        answers: all.some(({ answers }) => answers),
        maxBytes: Math.max(...all.map(({ maxBytes }) => maxBytes)),
    };
}

/**
 * The policies of the APIs, as far as they are known before anything is declared.
 *
 * @param contributionsOf an endpoint, as a part of a shared policy
 */
export function sharedPolicies<Endpoint extends EndpointSettings & { readonly workspaceHost: string }>(
    args: ModelsArgs<Endpoint> & Pick<PlannedGateway, "callers">,
    contributionsOf: (endpoint: Endpoint) => SharedModel["contributions"],
): PlannedPolicy[] {
    return kindsOf(args).map(({ kind }) => {
        const models = candidatesOf(kind, args).map((model): SharedModel => {
            const serviceUrl = `${model.endpoint.workspaceHost}/serving-endpoints/${model.endpoint.name}`;
            return { ...model, serviceUrl, contributions: contributionsOf(model.endpoint) };
        });
        const ofFirst = (count: number) => sharedContributions(models.slice(0, count), args.callers, kind.lists);
        return {
            owner: kind.setting,
            errorsIn: (tier) => errorsOf(kind, tier),
            contributions: ofFirst(models.length),
            remedy: (fits) => {
                let most = models.length - 1;
                while (most > 0 && !fits(ofFirst(most))) most--;
                return kind.remedy(most);
            },
        };
    });
}
