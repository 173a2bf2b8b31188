import type * as pulumi from "@pulumi/pulumi";
import { type Kind, sourceOf } from "../../databricks/sources/sources";
import type { CredentialSettings } from "../../settings/settings";
import { credentialFrom } from "../credentials/methods";
import type { ApiPolicyArgs, CalledEndpoint, EndpointFacts } from "../policies/apiFeature";
import { apiContributions } from "../policies/apiPolicy";
import type { Contribution } from "../policies/contribution";
import { plannedBackend } from "./backends";

/** What decides the policy of an endpoint's API, beside the settings that features read. */
export interface EndpointPolicyArgs extends Omit<ApiPolicyArgs, "called"> {
    /** Name of the serving endpoint. @example "churn" */
    readonly endpoint: string;
    /** Kind of the model's source. @default "servingEndpoint" */
    readonly kind?: Kind;
    /** What the API is called in the stack. Another one is another API, with other keys. @default the endpoint's name */
    readonly apiId?: string;
    /** Goes in front of what the API's resources are called in the service. @default nothing */
    readonly namePrefix?: string;
    /** The workspace's origin. */
    readonly workspaceHost: string;
    /** As whom the gateway calls the endpoint. Absent: it does not, and callers get made-up answers. */
    readonly credential?: CredentialSettings;
}

/** What is declared for the policy, which names it in its text only. */
export interface PolicyResources {
    /** The entity that calls go to, if there is one. */
    readonly backend?: pulumi.Resource;
    /** What the credential consists of. */
    readonly credential: readonly pulumi.Resource[];
}

/** What the policy document of an endpoint's API is made of. @param resources what is declared for it. @default nothing yet */
export function endpointContributions(
    args: EndpointPolicyArgs,
    resources?: PolicyResources,
): Contribution<EndpointFacts>[] {
    return apiContributions({ ...args, called: calledEndpoint(args, resources) });
}

function calledEndpoint(args: EndpointPolicyArgs, resources?: PolicyResources): CalledEndpoint | undefined {
    const { credential, endpoint, workspaceHost: origin } = args;
    if (!credential) return undefined;
    const planned = plannedBackend(args);
    return {
        endpoint,
        ...(sourceOf(args.kind).namedInBody && { pinnedModel: endpoint }),
        credential: { ...credentialFrom(credential).policy({ endpoint, origin }), needs: resources?.credential },
        backend: planned && { ...planned, resource: resources?.backend },
    };
}
