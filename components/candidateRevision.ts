import * as apim from "@pulumi/azure-native/apimanagement";
import type * as pulumi from "@pulumi/pulumi";
import { EndpointSpec, type EndpointSpecArgs } from "./endpointSpec";

export interface CandidateArgs {
    /** Number of the revision. */
    readonly revision: number;
    /** The current revision's contract, which callers know. */
    readonly current: EndpointSpec;
    readonly spec: EndpointSpecArgs;
    /** The current revision as it is declared, and its policy. */
    readonly api: apim.ApiArgs;
    readonly policy: Omit<apim.ApiPolicyArgs, "apiId">;
}

/**
 * Publishes what the endpoint serves now as a revision beside the current one, under the same keys and the same policy.
 * Only callers who name it reach it (`/path;rev=2/...`).
 *
 * @param name of the API it is a revision of
 */
export function candidateRevision(name: string, args: CandidateArgs, opts: pulumi.CustomResourceOptions): apim.Api {
    // No other API's name has these characters.
    const own = `${name};rev=${args.revision}`;
    const spec = new EndpointSpec(
        `${own}-spec`,
        { ...args.spec, hold: false, breakingChanges: "warn", against: args.current.document },
        { parent: opts.parent },
    );
    const apiId = `${args.api.apiId as string};rev=${args.revision}`;
    // Without a source: a revision that is copied from one has its policy already, which then could not be declared.
    const api = new apim.Api(
        `${own}-api`,
        { ...args.api, apiId, apiRevision: String(args.revision), value: spec.document },
        opts,
    );
    new apim.ApiPolicy(`${own}-policy`, { ...args.policy, apiId: api.name }, { parent: opts.parent });
    return api;
}
