import * as apim from "@pulumi/azure-native/apimanagement";
import type { ServicePrincipal } from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import type { Routes } from "../../transforms/publication/routes";
import { type DeclaredTag, linkApi, tagApi, wantedLinks } from "./apiLinks";
import { type ApiVersion, versionArgs, versionInWords, versionSegment } from "./apiVersions";
import { backends, type BackendsArgs, wantedBackends } from "./backends";
import { candidateRevision, wantedRevision } from "./candidateRevision";
import { endpointGrant, type EndpointGrantArgs } from "../credentials/endpointGrant";
import { endpointContributions, type EndpointPolicyArgs } from "./endpointPolicy";
import { EndpointSpec, type EndpointSpecArgs } from "./endpointSpec";
import type { CredentialResources } from "../credentials/methods";
import { startWithin } from "../identifier";
import { callersInWords, credentialInWords } from "./inWords";
import { type ApiObservability, diagnostic, wantedDiagnostic } from "../telemetry/observability";
import type { Tier } from "../gateway/tiers";
import type { EndpointFacts } from "../policies/apiFeature";
import { type Contribution, needsOf, policyOf } from "../policies/contribution";
import type { ServingProduct } from "../products/servingProduct";
import { subscriptionKey } from "../subscriptionKey";
import { endpointFacts } from "./tasks";
import { type Registered, want, type Wanted } from "../wanted";
import { grantName } from "../wantedInWorkspace";
import { type ApiPlace, atOnce, type WhenWritable } from "./writableApi";

export interface ServingApiArgs extends EndpointPolicyArgs {
    /** Resource group of the API Management service. */
    readonly resourceGroupName: pulumi.Input<string>;
    /** The service that publishes the API. */
    readonly serviceName: pulumi.Input<string>;
    /** Where the service answers callers. @example "https://contoso.azure-api.net" */
    readonly gatewayUrl: pulumi.Input<string>;
    /** What the API is called in the stack. Another one is another API, with other keys. @default the endpoint's name */
    readonly apiId?: string;
    /** The API's identifier in the service. @default `apiId` after `namePrefix` */
    readonly apiName?: string;
    /** Path under the gateway's host. Callers see it, so a change breaks them. @example "models/churn" */
    readonly path: string;
    /** Name in the catalogue. @default the endpoint's name */
    readonly displayName?: string;
    /** Description in the catalogue. @default the endpoint's own description */
    readonly description?: string;
    /** Which ways to pass a table are published: `all`, or `records` (no `dataframe_split`). */
    readonly inputs: "all" | "records";
    /** Which paths are published: `stable` ones that outlive a retraining, those `as-published`, or `both`. */
    readonly routes: Routes;
    /** Where the endpoint serves no document: `warn` and publish a general one for its task, or `refuse`. */
    readonly missingDocument: "warn" | "refuse";
    /** Path of a document in place of the endpoint's own, from the program's directory. @example "documents/churn.json" */
    readonly document?: string;
    /** What a contract that breaks callers does: `warn` in the preview, or `refuse` to be published. @default "warn" */
    readonly breakingChanges?: "warn" | "refuse";
    /** Go-ahead for one breaking contract: the first 12 hexadecimal digits of its document's hash. */
    readonly acceptContract?: string;
    /** A new endpoint that is not ready is published with a general document. @default false */
    readonly unready?: boolean;
    /** The API does not exist yet, so that nobody has a contract to compare the next one with. @default false */
    readonly unpublished?: boolean;
    /** Its place among the APIs that share its path. @default none does */
    readonly version?: ApiVersion;
    /** Number under which the next contract is published, while callers keep the one of last time. @default none */
    readonly revision?: number;
    /** Tags that the catalogue shows it under. @default none */
    readonly tags?: readonly DeclaredTag[];
    /** Products that it is in. @default none */
    readonly products?: readonly ServingProduct[];
    /** APIs that have to be written before, because of the path. @default none */
    readonly after?: readonly apim.Api[];
    /** What was declared for `credential`. @default nothing */
    readonly credentialResources?: CredentialResources;
    /** Whether a grant that is on the endpoint already is the stack's own. @default false */
    readonly ownGrant?: boolean;
    /** Where telemetry of its calls goes. @default nowhere */
    readonly observability?: ApiObservability;
    /** The service's tier, whose policies differ. */
    readonly tier: pulumi.Input<Tier>;
    /** What the API's parts wait for once it is there. @default nothing */
    readonly whenWritable?: WhenWritable;
}

/** Publishes one serving endpoint as an API: its document, its policy, and a subscription to call it with. */
export class ServingApi extends pulumi.ComponentResource {
    /** Where callers reach it, without a trailing slash, e.g. `https://contoso.azure-api.net/models/churn`. */
    readonly url: pulumi.Output<string>;
    /** Where callers try the next contract, if it is published as a revision. */
    readonly candidateUrl: pulumi.Output<string> | undefined;
    /** Primary key of the API's own subscription, where callers need one. Secret. Undefined where it cannot be read. */
    readonly subscriptionKey: pulumi.Output<string | undefined> | undefined;
    /** What a caller needs, in words. */
    readonly neededToCall: string;
    /** As whom the gateway calls the endpoint, in words. */
    readonly calledAs: string;
    /** The published contract. */
    readonly spec: EndpointSpec;
    /** The API itself, for what this component does not cover. */
    readonly api: apim.Api;

    constructor(name: string, args: ServingApiArgs, opts?: pulumi.ComponentResourceOptions) {
        super(apiType, name, {}, opts);
        const child = { parent: this };
        this.neededToCall = [callersInWords(args.callers), versionInWords(args.version)].filter(Boolean).join("; and ");
        this.calledAs = credentialInWords(args.credential);
        this.spec = new EndpointSpec(`${name}-spec`, specArgs(args), child);
        warnOfFallback(this.spec);
        this.api = new apim.Api(apiName(name), apiArgs(args, this.spec), {
            parent: this,
            // Two APIs share a path only if both are of its version set, which the first one has to join before, and a path
            // is free only when the API that had it has another one.
            dependsOn: [...(args.after ?? [])],
        });
        const { needs, grantee } = args.credentialResources ?? { needs: [] };
        const grant = grantee && endpointGrant(grantName(name), grantArgs(args, this.spec, grantee), this);
        const backend = args.credential && backends(name, backendsArgs(args, this.spec), child);
        const { whenWritable = atOnce, namePrefix } = args;
        const writable = whenWritable(this.api);
        const links = { ...serviceOf(args), apiId: writable.id, apiName: apiIdOf(args), namePrefix };
        const tagged = tagApi(name, links, args.tags ?? [], this.api, this);
        const place = { ...serviceOf(args), apiId: writable.name };
        const observed = diagnostic(name, place, args.observability, tagged, this);
        const contributions = endpointContributions(args, {
            backend: backend?.resource,
            credential: grant ? [...needs, grant] : needs,
        });
        const inForce = policyArgs(args, writable, this.spec, contributions);
        const policy = new apim.ApiPolicy(policyName(name), inForce, {
            parent: this,
            // The policy names values and backends only in its text, and the service refuses one that names what is not
            // there.
            dependsOn: [observed, ...needsOf(contributions)],
        });
        // Nobody holds a key before the policy is in force.
        const linked = linkApi(name, links, args.products ?? [], policy, this);
        this.url = pulumi.interpolate`${args.gatewayUrl}/${this.api.path}${versionSegment(args.version)}`;
        this.subscriptionKey = args.callers.subscriptionKey && ownKey(name, args, this.api, linked, this);
        if (args.revision !== undefined) {
            const candidate = {
                ...{ revision: args.revision, current: this.spec, spec: specArgs(args) },
                ...{ api: apiArgs(args, this.spec), policy: inForce, whenWritable },
            };
            // Writes on one API follow one another, whatever the revision.
            candidateRevision(name, candidate, { parent: this, dependsOn: linked });
            this.candidateUrl = pulumi.interpolate`${this.url};rev=${args.revision}`;
        }
        // Without outputs, which the stack has anyway: they would be one more write of the whole state, when it is largest.
        this.registerOutputs();
    }
}

export const apiType = "serving-gateway:index:ServingApi";

const apiName = (name: string) => `${name}-api`;
const policyName = (name: string) => `${name}-policy`;
const subscriptionName = (name: string) => `${name}-subscription`;

/** What decides which resources a `ServingApi` declares. */
export interface WantedApiArgs extends Pick<
    ServingApiArgs,
    | "endpoint"
    | "apiId"
    | "apiName"
    | "namePrefix"
    | "path"
    | "displayName"
    | "callers"
    | "credential"
    | "revision"
    | "pool"
    | "resilience"
> {
    readonly workspaceHost: string;
    readonly isObserved: boolean;
    /** Its tags: what they are called in the stack, and in the service. */
    readonly tags: readonly { readonly id: string; readonly tagId: string }[];
    /** Identifiers of its products. */
    readonly products: readonly string[];
}

/** What a `ServingApi` declares in Azure. */
export function wantedApi(name: string, args: WantedApiArgs, outside: readonly Registered[]): Wanted[] {
    const parents = [...outside, { type: apiType, name }];
    const apiId = apiIdOf(args);
    const { callers, credential, revision, path, pool, workspaceHost, isObserved, tags, products } = args;
    const { circuitBreaker } = args.resilience;
    const backendsOf = { ...derived(args), pool, workspaceHost, circuitBreaker };
    return [
        want("apimanagement:Api", apiName(name), parents, { apiId }, { path, ...shownApi(args) }),
        ...(credential ? wantedBackends(name, backendsOf, parents) : []),
        ...(isObserved ? [wantedDiagnostic(name, apiId, parents)] : []),
        want("apimanagement:ApiPolicy", policyName(name), parents, { apiId, policyId: "policy" }),
        ...wantedLinks(name, { apiName: apiId, namePrefix: args.namePrefix, tags, products }, parents),
        ...(callers.subscriptionKey
            ? [
                  want(
                      "apimanagement:Subscription",
                      subscriptionName(name),
                      parents,
                      { sid: sidOf(args) },
                      shownKey(args),
                  ),
              ]
            : []),
        ...(revision === undefined ? [] : wantedRevision(name, { apiId, revision }, parents)),
    ];
}

function shownApi({ displayName, endpoint, callers }: Pick<ServingApiArgs, "displayName" | "endpoint" | "callers">) {
    return { displayName: displayName ?? endpoint, subscriptionRequired: callers.subscriptionKey !== undefined };
}

function shownKey(args: Pick<ServingApiArgs, "displayName" | keyof Named>) {
    return { ...namedKey(args), scope: `/apis/${apiIdOf(args)}` };
}

function namedKey({ displayName, endpoint }: Pick<ServingApiArgs, "displayName" | "endpoint">) {
    return { displayName: startWithin(100, displayName ?? endpoint), state: "active" as const };
}

function specArgs(args: ServingApiArgs): EndpointSpecArgs {
    const { endpoint, inputs, routes, missingDocument, document, credential } = args;
    const { breakingChanges, acceptContract, unready, unpublished, revision } = args;
    return {
        ...{ endpoint, inputs, routes, missingDocument, documentFile: document },
        ...{ credential: credential?.method ?? "none", breakingChanges, acceptContract, unready },
        // Absent rather than false, as ever where nothing failed.
        ...(unpublished && { unpublished }),
        ...(revision !== undefined && { hold: true }),
    };
}

function grantArgs(
    { ownGrant }: ServingApiArgs,
    { endpointId }: EndpointSpec,
    { applicationId }: ServicePrincipal,
): EndpointGrantArgs {
    return ownGrant ? { endpointId, applicationId, own: true } : { endpointId, applicationId };
}

/** Callers are told less than they could be: worth a line of its own, and not among the outputs only. */
function warnOfFallback(spec: EndpointSpec): void {
    pulumi.all([spec.origin, spec.warnings]).apply(async ([origin, warnings]) => {
        if (origin === "fallback") await pulumi.log.warn(warnings[0]!, spec);
    });
}

function apiArgs(args: ServingApiArgs, spec: EndpointSpec): apim.ApiArgs {
    return {
        ...serviceOf(args),
        ...versionArgs(args.version),
        apiId: apiIdOf(args),
        path: args.path,
        ...shownApi(args),
        description: description(args, spec),
        format: "openapi+json",
        value: spec.document,
        // Always sent: an import without it takes the document's own server, and a later one clears it.
        serviceUrl: spec.serviceUrl,
        protocols: ["https"],
        subscriptionKeyParameterNames: args.callers.subscriptionKey,
    };
}

/** What it is for, in somebody's words, and what there is to know of what serves it. */
function description(args: ServingApiArgs, spec: EndpointSpec): pulumi.Output<string | undefined> {
    return pulumi
        .all([args.description, spec.description, spec.metadata])
        .apply(([given, own, metadata]) => [given ?? own, metadata].filter(Boolean).join("\n\n") || undefined);
}

type Named = Pick<ServingApiArgs, "apiId" | "apiName" | "endpoint" | "namePrefix">;

/** Identifier of the API in the service. */
function apiIdOf(args: Named): string {
    return args.apiName ?? sidOf(args);
}

/** What other names are derived from. */
function derived({ apiId, endpoint, namePrefix = "" }: Named) {
    return { apiId: apiId ?? endpoint, namePrefix };
}

/** Identifier of the API's own subscription. */
function sidOf(args: Named): string {
    const { apiId, namePrefix } = derived(args);
    return namePrefix + apiId;
}

function backendsArgs(args: ServingApiArgs, spec: EndpointSpec): BackendsArgs {
    const { tier, pool, workspaceHost, resilience } = args;
    const { serviceUrl } = spec;
    return { ...serviceOf(args), tier, ...derived(args), pool, workspaceHost, serviceUrl, ...resilience };
}

function policyArgs(
    args: ServingApiArgs,
    api: ApiPlace,
    spec: EndpointSpec,
    contributions: readonly Contribution<EndpointFacts>[],
) {
    return {
        ...serviceOf(args),
        apiId: api.name,
        // The only name that the service accepts; left out, a name would be made up.
        policyId: "policy",
        format: "xml",
        value: pulumi
            .all([args.tier, spec.task, spec.authorizationDetails])
            .apply((facts) => policyOf(contributions, endpointFacts(...facts))),
    };
}

function ownKey(
    name: string,
    args: ServingApiArgs,
    api: apim.Api,
    after: pulumi.Resource,
    parent: pulumi.Resource,
): pulumi.Output<string | undefined> {
    const subscription = new apim.Subscription(subscriptionName(name), subscriptionArgs(args, api), {
        parent,
        // Nobody holds a key before the policy is in force, and writes on one API follow one another.
        dependsOn: after,
    });
    return subscriptionKey(`endpoint "${args.endpoint}"`, args, subscription);
}

function subscriptionArgs(args: ServingApiArgs, api: apim.Api): apim.SubscriptionArgs {
    return {
        ...serviceOf(args),
        sid: sidOf(args),
        ...namedKey(args),
        scope: api.id,
    };
}

function serviceOf({ resourceGroupName, serviceName }: ServingApiArgs) {
    return { resourceGroupName, serviceName };
}
