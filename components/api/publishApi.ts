import * as apim from "@pulumi/azure-native/apimanagement";
import type * as pulumi from "@pulumi/pulumi";
import type { AuditLog } from "../../settings/auditLog";
import type { CallersSettings } from "../../settings/settings";
import { startWithin } from "../identifier";
import type { ServingProduct } from "../products/servingProduct";
import { subscriptionKey } from "../subscriptionKey";
import { type ApiObservability, diagnostic, wantedDiagnostic } from "../telemetry/observability";
import { type Transform, transformed } from "../transform";
import { type Registered, want, type Wanted } from "../wanted";
import { type DeclaredTag, linkApi, tagApi, wantedLinks } from "./apiLinks";
import { type ApiVersion, versionArgs } from "./apiVersions";
import { llmLog } from "../telemetry/llmLog";
import { bearerKeys } from "./bearerKeys";
import { atOnce, type WhenWritable } from "./writableApi";

/** What names an API and its key. */
export interface ApiNames {
    /** The API's identifier in the service. @example "churn" */
    readonly apiName: string;
    /** Identifier of its own subscription. @example "churn" */
    readonly sid: string;
    /** Goes in front of the identifiers of its links. @default nothing */
    readonly namePrefix?: string;
    /** Path under the gateway's host. Callers see it, so a change breaks them. @example "models/churn" */
    readonly path: string;
    /** Name in the catalogue. */
    readonly displayName: string;
    /** Who may call. */
    readonly callers: CallersSettings;
}

/** What a publication is made of: the document, where calls go, the policy, and what is linked to the API. */
export interface PublishApiArgs extends ApiNames {
    /** Resource group of the API Management service. */
    readonly resourceGroupName: pulumi.Input<string>;
    /** The service that publishes the API. */
    readonly serviceName: pulumi.Input<string>;
    /** What callers use the API for, in words of errors. @example 'endpoint "churn"' */
    readonly owner: string;
    /** OpenAPI 3.0 as JSON. */
    readonly document: pulumi.Input<string>;
    /** Where calls go. */
    readonly serviceUrl: pulumi.Input<string>;
    /** The policy document, and what has to be there before because the document names it in its text only. */
    readonly policy: { readonly value: pulumi.Input<string>; readonly needs: readonly pulumi.Resource[] };
    /** Description in the catalogue. @default none */
    readonly description?: pulumi.Input<string | undefined>;
    /** Its place among the APIs that share its path. @default none does */
    readonly version?: ApiVersion;
    /** Tags that the catalogue shows it under. @default none */
    readonly tags?: readonly DeclaredTag[];
    /** Products that it is in. @default none */
    readonly products?: readonly ServingProduct[];
    /** APIs that have to be written before, because of the path. @default none */
    readonly after?: readonly apim.Api[];
    /** Where telemetry of its calls goes. @default nowhere */
    readonly observability?: ApiObservability;
    /** What Azure Monitor keeps of the messages of language models. @default nothing */
    readonly auditLog?: AuditLog;
    /** Its model takes tables, and has no messages. @default it may have some */
    readonly isTable?: pulumi.Input<true | undefined>;
    /** Azure resource id of the service, for what a preview checks. @default that is checked later */
    readonly serviceId?: pulumi.Input<string>;
    /** What the API's parts wait for once it is there. @default nothing */
    readonly whenWritable?: WhenWritable;
    /** @default nothing is changed */
    readonly transform?: ApiTransforms;
}

/** Changes of what an API consists of. */
export interface ApiTransforms {
    readonly api?: Transform<apim.ApiArgs>;
    readonly policy?: Transform<apim.ApiPolicyArgs>;
    readonly diagnostic?: Transform<apim.ApiDiagnosticArgs>;
    readonly tagLink?: Transform<apim.TagApiLinkArgs>;
    readonly productLink?: Transform<apim.ProductApiLinkArgs>;
    readonly subscription?: Transform<apim.SubscriptionArgs>;
}

/** What `publishApi` declared. */
export interface PublishedApi {
    readonly api: apim.Api;
    readonly policy: apim.ApiPolicy;
    /** Absent where no telemetry is kept. */
    readonly diagnostic: apim.ApiDiagnostic | undefined;
    readonly tagLinks: readonly apim.TagApiLink[];
    readonly productLinks: readonly apim.ProductApiLink[];
    /** The API's own. Absent where callers need no key. */
    readonly subscription: apim.Subscription | undefined;
    /** Its primary key. Secret. Absent where callers need none, and undefined where it cannot be read. */
    readonly subscriptionKey: pulumi.Output<string | undefined> | undefined;
    /** With what its revisions are declared: as the API is, and its policy. */
    readonly declaredAs: { readonly api: apim.ApiArgs; readonly policy: apim.ApiPolicyArgs };
    /** Written last of the API itself: writes on one API follow one another. */
    readonly last: pulumi.Resource;
}

/**
 * Declares an API with its tags, diagnostic, policy, products and key, one after the other. Not a component, so that these
 * are children of the one that publishes.
 *
 * @param name of that component: the resources' names begin with it
 */
export function publishApi(name: string, args: PublishApiArgs, parent: pulumi.Resource): PublishedApi {
    const { transform = {}, whenWritable = atOnce, callers, owner } = args;
    const declared = transformed(transform.api, apiName(name), apiArgs(args), {
        parent,
        // Two APIs share a path only if both are of its version set, which the first one has to join before, and a path
        // is free only when the API that had it has another one.
        dependsOn: [...(args.after ?? [])],
    });
    const api = new apim.Api(...declared);
    const writable = whenWritable(api);
    const links = { ...serviceOf(args), apiId: writable.id, apiName: args.apiName, namePrefix: args.namePrefix };
    const tagLinks = tagApi(name, links, args.tags ?? [], api, parent, transform.tagLink);
    const place = { ...serviceOf(args), apiId: writable.name };
    const tagged = tagLinks.at(-1) ?? api;
    const observed = diagnostic(name, place, args.observability, tagged, parent, transform.diagnostic);
    // The only name that the service accepts; left out, a name would be made up.
    const policyArgs = { ...place, policyId: "policy", format: "xml", value: args.policy.value };
    const inForce = transformed<apim.ApiPolicyArgs>(transform.policy, policyName(name), policyArgs, {
        parent,
        // The service refuses a policy that names what is not there.
        dependsOn: [observed ?? tagged, ...args.policy.needs],
    });
    const policy = new apim.ApiPolicy(...inForce);
    // Nobody holds a key before the policy is in force.
    const productLinks = linkApi(name, links, args.products ?? [], policy, parent, transform.productLink);
    const linked = productLinks.at(-1) ?? policy;
    const inBearer = bearerKeys(
        name,
        callers.subscriptionKey,
        { id: writable.id, declaredAs: declared[1] },
        linked,
        parent,
    );
    const { auditLog, serviceId, isTable } = args;
    const logged = llmLog(name, auditLog, { apiId: writable.id, serviceId, isTable }, inBearer ?? linked, parent);
    const last = logged ?? inBearer ?? linked;
    const subscription = callers.subscriptionKey
        ? new apim.Subscription(
              ...transformed<apim.SubscriptionArgs>(
                  transform.subscription,
                  subscriptionName(name),
                  { ...serviceOf(args), sid: args.sid, ...shownKey(args), scope: api.id },
                  { parent, dependsOn: last },
              ),
          )
        : undefined;
    return {
        api,
        policy,
        diagnostic: observed,
        tagLinks,
        productLinks,
        subscription,
        last,
        subscriptionKey: subscription && subscriptionKey(owner, args, subscription),
        declaredAs: { api: declared[1], policy: inForce[1] },
    };
}

const apiName = (name: string) => `${name}-api`;
const policyName = (name: string) => `${name}-policy`;
const subscriptionName = (name: string) => `${name}-subscription`;

/** What decides which resources a publication has. */
export interface WantedPublicationArgs extends ApiNames {
    readonly isObserved: boolean;
    /** Its tags: what they are called in the stack, and in the service. */
    readonly tags: readonly { readonly id: string; readonly tagId: string }[];
    /** Identifiers of its products. */
    readonly products: readonly string[];
}

/** What `publishApi` declares, before it is transformed. */
export function wantedPublication(name: string, args: WantedPublicationArgs, parents: readonly Registered[]): Wanted[] {
    const { apiName: apiId, sid, path, callers, isObserved } = args;
    const key = () => ({ ...shownKey(args), scope: `/apis/${apiId}` });
    return [
        want("apimanagement:Api", apiName(name), parents, { apiId }, { path, ...shownApi(args) }),
        ...(isObserved ? [wantedDiagnostic(name, apiId, parents)] : []),
        want("apimanagement:ApiPolicy", policyName(name), parents, { apiId, policyId: "policy" }),
        ...wantedLinks(name, args, parents),
        ...(callers.subscriptionKey
            ? [want("apimanagement:Subscription", subscriptionName(name), parents, { sid }, key())]
            : []),
    ];
}

function apiArgs(args: PublishApiArgs): apim.ApiArgs {
    return {
        ...serviceOf(args),
        ...versionArgs(args.version),
        apiId: args.apiName,
        path: args.path,
        ...shownApi(args),
        description: args.description as pulumi.Input<string>,
        format: "openapi+json",
        value: args.document,
        // Always sent: an import without it takes the document's own server, and a later one clears it.
        serviceUrl: args.serviceUrl,
        protocols: ["https"],
        subscriptionKeyParameterNames: keyNames(args.callers),
    };
}

/** As this version of Azure's API has them. */
function keyNames({ subscriptionKey }: CallersSettings) {
    return subscriptionKey && { header: subscriptionKey.header, query: subscriptionKey.query };
}

function shownApi({ displayName, callers }: ApiNames) {
    return { displayName, subscriptionRequired: callers.subscriptionKey !== undefined };
}

function shownKey({ displayName }: ApiNames) {
    return { displayName: startWithin(100, displayName), state: "active" as const };
}

function serviceOf({ resourceGroupName, serviceName }: Pick<PublishApiArgs, "resourceGroupName" | "serviceName">) {
    return { resourceGroupName, serviceName };
}
