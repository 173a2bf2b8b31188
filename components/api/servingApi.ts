import * as apim from "@pulumi/azure-native/apimanagement";
import type { ServicePrincipal } from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import { type Kind, modelInWords, sourceOf } from "../../databricks/sources/sources";
import { traitsOf } from "../../settings/credential";
import { endpointDefaults } from "../../settings/defaults";
import type { PathPatterns } from "../../transforms/convert/pathPatterns";
import type { Routes } from "../../transforms/publication/routes";
import { versionSegment } from "./apiVersions";
import { backends, type BackendsArgs, wantedBackends } from "./backends";
import { candidateRevision, wantedRevision } from "./candidateRevision";
import { endpointGrant, type EndpointGrantArgs } from "../credentials/endpointGrant";
import { warnOfFallbacks } from "./fallbackWarnings";
import { endpointContributions, type EndpointPolicyArgs } from "./endpointPolicy";
import { EndpointSpec, type EndpointSpecArgs } from "./endpointSpec";
import type { CredentialResources } from "../credentials/methods";
import { type HowToCall, howToCall } from "./howToCall";
import type { Tier } from "../gateway/tiers";
import type { EndpointFacts } from "../policies/apiFeature";
import { type Contribution, needsOf, policyWith, type SharedPart } from "../policies/contribution";
import {
    type ApiNames,
    type ApiTransforms,
    type PublishApiArgs,
    publishApi,
    type PublishedApi,
    wantedPublication,
    type WantedPublicationArgs,
} from "./publishApi";
import { endpointFacts, isTableModel } from "./tasks";
import type { Transform } from "../transform";
import type { Registered, Wanted } from "../wanted";
import { grantName } from "../wantedInWorkspace";

/** What of a publication the endpoint and its settings do not decide. */
type Publication = Pick<
    PublishApiArgs,
    "resourceGroupName" | "serviceName" | "version" | "tags" | "products" | "after" | "observability" | "whenWritable"
>;

/** A policy fragment that a policy may include. */
export interface DeclaredFragment extends SharedPart {
    readonly resource: pulumi.Resource;
}

/** What settings and plan come to for one API: every default is filled in. */
export interface PlannedApi extends Omit<EndpointPolicyArgs, keyof Publication>, Publication {
    /** Where the service answers callers. @example "https://contoso.azure-api.net" */
    readonly gatewayUrl: pulumi.Input<string>;
    /** `id` of the model's workspace. @default the one of the setting `workspace` */
    readonly workspace?: string;
    /** Kind of the model's source. @default "servingEndpoint" */
    readonly kind?: Kind;
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
    /** Which operations are published, by patterns over the document's paths. @default all of them */
    readonly paths?: PathPatterns;
    /** What a contract that breaks callers does: `warn` in the preview, or `refuse` to be published. @default "warn" */
    readonly breakingChanges?: "warn" | "refuse";
    /** Go-ahead for one breaking contract: the first 12 hexadecimal digits of its document's hash. */
    readonly acceptContract?: string;
    /** A new endpoint that is not ready is published with a general document. @default false */
    readonly unready?: boolean;
    /** The API does not exist yet, so that nobody has a contract to compare the next one with. @default false */
    readonly unpublished?: boolean;
    /** Its document stays as it was last time, because its workspace cannot be used. @default false */
    readonly isKept?: boolean;
    /** Models call it as a tool of an MCP server, which its document has to allow. @default false */
    readonly isTool?: boolean;
    /** Number under which the next contract is published, while callers keep the one of last time. @default none */
    readonly revision?: number;
    /** What was declared for `credential`. @default nothing */
    readonly credentialResources?: CredentialResources;
    /** Parts of its policy that are policy fragments of the service. @default all of it stands in the policy */
    readonly fragments?: readonly DeclaredFragment[];
    /** Whether a grant that is on the endpoint already is the stack's own. @default false */
    readonly ownGrant?: boolean;
    /** Whether a gateway warns of what its APIs lack, of all at once. @default false: the API warns itself */
    readonly isInGateway?: true;
    /** The service's tier, whose policies differ. */
    readonly tier: pulumi.Input<Tier>;
    /** Changes of what it consists of, for what the other arguments do not cover. @default nothing is changed */
    readonly transform?: ApiTransforms & { /** Each of `backends`. */ readonly backend?: Transform<apim.BackendArgs> };
}

/** What the settings have a default for. */
type Defaulted = "callers" | "path" | "resilience" | "inputs" | "routes" | "missingDocument";

/** What is left out has the default of the setting of its name; the path is the endpoint's name. */
export interface ServingApiArgs extends Omit<PlannedApi, Defaulted>, Partial<Pick<PlannedApi, Defaulted>> {}

/** Publishes one serving endpoint as an API: its document, its policy, and a subscription to call it with. */
export class ServingApi extends pulumi.ComponentResource implements HowToCall {
    /** Where callers reach it, without a trailing slash, e.g. `https://contoso.azure-api.net/models/churn`. */
    readonly url: pulumi.Output<string>;
    /** Where callers try the next contract, if it is published as a revision. */
    readonly candidateUrl: pulumi.Output<string> | undefined;
    /** Primary key of the API's own subscription, where callers need one. Secret. Undefined where it cannot be read. */
    readonly subscriptionKey: pulumi.Output<string | undefined> | undefined;
    readonly neededToCall: string;
    readonly needs: HowToCall["needs"];
    readonly calledAs: string;
    /** The published contract. */
    readonly spec: EndpointSpec;
    /** The API itself. */
    readonly api: apim.Api;
    /** The API with what belongs to it: policy, diagnostic, links, subscription. */
    readonly published: PublishedApi;
    /** The next contract, if it is published as a revision. */
    readonly candidate: apim.Api | undefined;
    /** The right of the gateway's identity to query the endpoint, where the stack gives it. */
    readonly grant: pulumi.Resource | undefined;
    /** What the service and the workspace tell of the endpoint, as policies take it. */
    readonly facts: pulumi.Output<EndpointFacts>;
    /** Its part in the policy of an API that models share. */
    readonly shared: () => Contribution<EndpointFacts>[];
    /** The entities that calls go to, the one that the policy names last. Empty where the API's own address is enough. */
    readonly backends: readonly apim.Backend[];

    constructor(name: string, given: ServingApiArgs, opts?: pulumi.ComponentResourceOptions) {
        super(apiType, name, {}, opts);
        const args: PlannedApi = { ...endpointDefaults, path: given.endpoint, ...given };
        const how = howToCall(args.callers, args.credential, args.version);
        this.neededToCall = how.neededToCall;
        this.needs = how.needs;
        this.calledAs = how.calledAs;
        this.spec = new EndpointSpec(`${name}-spec`, specArgs(args), { parent: this });
        if (!args.isInGateway) warnOfFallbacks({ [name]: this.spec }, this);
        const { needs, grantee } = args.credentialResources ?? { needs: [] };
        this.grant = grantee && endpointGrant(grantName(name), grantArgs(args, this.spec, grantee), this);
        this.backends = args.credential
            ? backends(name, backendsArgs(args, this.spec), { parent: this }, args.transform?.backend)
            : [];
        const resources = { backend: this.backends.at(-1), credential: this.grant ? [...needs, this.grant] : needs };
        this.facts = factsOf(args, this.spec);
        this.shared = () => endpointContributions({ ...args, isShared: true }, resources);
        const policy = policyOfApi(this.facts, endpointContributions(args, resources), args.fragments);
        this.published = publishApi(name, publishArgs(args, this.spec, policy), this);
        this.api = this.published.api;
        this.url = pulumi.interpolate`${args.gatewayUrl}/${this.api.path}${versionSegment(args.version)}`;
        this.subscriptionKey = this.published.subscriptionKey;
        if (args.revision !== undefined) {
            const candidate = {
                revision: args.revision,
                current: this.spec,
                spec: specArgs(args),
                ...this.published.declaredAs,
                keys: args.callers.subscriptionKey,
                whenWritable: args.whenWritable,
            };
            // Writes on one API follow one another, whatever the revision.
            this.candidate = candidateRevision(name, candidate, { parent: this, dependsOn: this.published.last });
            this.candidateUrl = pulumi.interpolate`${this.url};rev=${args.revision}`;
        }
        // Without outputs, which the stack has anyway: they would be one more write of the whole state, when it is largest.
        this.registerOutputs();
    }
}

/** Type of `ServingApi` in URNs. Another one would be another resource: it never changes. */
export const apiType = "serving-gateway:index:ServingApi";

/** What decides which resources a `ServingApi` declares. */
export interface WantedApiArgs
    extends
        Pick<PlannedApi, keyof Named | "path" | "displayName" | "callers" | "credential" | "revision">,
        Pick<PlannedApi, "pool" | "resilience" | "workspaceHost">,
        Pick<WantedPublicationArgs, "isObserved" | "tags" | "products"> {}

/** What a `ServingApi` declares in Azure. */
export function wantedApi(name: string, args: WantedApiArgs, outside: readonly Registered[]): Wanted[] {
    const parents = [...outside, { type: apiType, name }];
    const names = namesOf(args);
    const { credential, revision, pool, workspaceHost, isObserved, tags, products, resilience } = args;
    const backendsOf = { ...derived(args), pool, workspaceHost, circuitBreaker: resilience.circuitBreaker };
    return [
        ...(credential ? wantedBackends(name, backendsOf, parents) : []),
        ...wantedPublication(name, { ...names, isObserved, tags, products }, parents),
        ...(revision === undefined ? [] : wantedRevision(name, { apiId: names.apiName, revision }, parents)),
    ];
}

function specArgs(args: PlannedApi): EndpointSpecArgs {
    const { endpoint, inputs, routes, missingDocument, document, credential } = args;
    const { breakingChanges, acceptContract, unready, unpublished, revision } = args;
    // Absent for endpoints, whose states never had it.
    const looksAtRights = sourceOf(args.kind).rights !== undefined;
    const principal = looksAtRights && credential ? traitsOf(credential).principal?.(credential) : undefined;
    return {
        ...sourceArgs(args),
        endpoint,
        inputs,
        routes,
        missingDocument,
        // Absent otherwise: states of stacks without it do not mention it.
        ...(args.answers === "text" && { answers: args.answers }),
        documentFile: document,
        ...(args.paths !== undefined && { paths: args.paths }),
        credential: credential?.method ?? "none",
        breakingChanges,
        acceptContract,
        unready,
        ...(args.isTool && { isTool: true }),
        ...(args.isKept && { isKept: true }),
        ...(principal !== undefined && { principal }),
        // Absent rather than false, as ever where nothing failed.
        ...(unpublished && { unpublished }),
        ...(revision !== undefined && { hold: true }),
    };
}

function grantArgs(
    args: PlannedApi,
    { endpointId }: EndpointSpec,
    { applicationId }: ServicePrincipal,
): EndpointGrantArgs {
    const granted = { ...sourceArgs(args), endpointId, applicationId };
    return args.ownGrant ? { ...granted, own: true } : granted;
}

/** Where the model is from, as far as it is not the default: states of stacks that have only that do not mention it. */
function sourceArgs({ workspace, kind }: PlannedApi): Pick<EndpointSpecArgs, "workspace" | "kind"> {
    return { ...(workspace !== undefined && { workspace }), ...(kind !== undefined && { kind }) };
}

function publishArgs(args: PlannedApi, spec: EndpointSpec, policy: PublishApiArgs["policy"]): PublishApiArgs {
    return {
        ...args,
        ...namesOf(args),
        policy,
        owner: modelInWords({ ...args, name: args.endpoint }),
        description: description(args, spec),
        document: spec.document,
        serviceUrl: spec.serviceUrl,
        ...(args.auditLog && { isTable: pulumi.all([spec.task, spec.origin, spec.document]).apply(isTableModel) }),
    };
}

function namesOf(args: Pick<PlannedApi, keyof Named | "path" | "displayName" | "callers">): ApiNames {
    const { apiId, namePrefix } = derived(args);
    const sid = namePrefix + apiId;
    const { apiName = sid, displayName = args.endpoint, path, callers } = args;
    return { apiName, sid, namePrefix, path, displayName, callers };
}

/** What it is for, in somebody's words, and what there is to know of what serves it. */
function description(args: PlannedApi, spec: EndpointSpec): pulumi.Output<string | undefined> {
    return pulumi
        .all([args.description, spec.description, spec.metadata])
        .apply(([given, own, metadata]) => [given ?? own, metadata].filter(Boolean).join("\n\n") || undefined);
}

type Named = Pick<PlannedApi, "apiId" | "apiName" | "endpoint" | "namePrefix">;

/** What other names are derived from. */
function derived({ apiId, endpoint, namePrefix = "" }: Named) {
    return { apiId: apiId ?? endpoint, namePrefix };
}

function backendsArgs(args: PlannedApi, spec: EndpointSpec): BackendsArgs {
    const { tier, pool, workspaceHost, resilience } = args;
    const { serviceUrl } = spec;
    const { resourceGroupName, serviceName } = args;
    return { resourceGroupName, serviceName, tier, ...derived(args), pool, workspaceHost, serviceUrl, ...resilience };
}

function factsOf({ tier }: PlannedApi, spec: EndpointSpec): pulumi.Output<EndpointFacts> {
    return pulumi
        .all([tier, spec.task, spec.authorizationDetails, spec.document])
        .apply((facts) => endpointFacts(...facts));
}

function policyOfApi(
    facts: pulumi.Output<EndpointFacts>,
    contributions: readonly Contribution<EndpointFacts>[],
    fragments: readonly DeclaredFragment[] = [],
): PublishApiArgs["policy"] {
    return {
        value: facts.apply((known) => policyWith(contributions, known, fragments)),
        // Of those that it may include, because which it does is known late: an output of resources would be searched for
        // unknown values, which goes through the whole gateway (@pulumi/pulumi, `containsUnknowns`).
        needs: [...needsOf(contributions), ...fragments.map(({ resource }) => resource)],
    };
}
