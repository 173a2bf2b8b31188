import * as apim from "@pulumi/azure-native/apimanagement";
import type * as pulumi from "@pulumi/pulumi";
import type { SubscriptionKeyNames } from "../../settings/callers";
import { bearerKeys } from "./bearerKeys";
import { EndpointSpec, type EndpointSpecArgs } from "./endpointSpec";
import { type Registered, want, type Wanted } from "../wanted";
import { atOnce, type WhenWritable } from "./writableApi";

/** The next contract of an API, and the current one that callers keep. */
export interface CandidateArgs {
    /** Number of the revision. */
    readonly revision: number;
    /** The current revision's contract, which callers know. */
    readonly current: EndpointSpec;
    readonly spec: EndpointSpecArgs;
    /** The current revision as it is declared, and its policy. */
    readonly api: apim.ApiArgs;
    readonly policy: Omit<apim.ApiPolicyArgs, "apiId">;
    /** How callers send their keys. */
    readonly keys?: SubscriptionKeyNames;
    /** What the policy waits for once the revision is there. @default nothing */
    readonly whenWritable?: WhenWritable;
}

/**
 * Publishes what the endpoint serves now as a revision beside the current one, under the same keys and the same policy.
 * Only callers who name it reach it (`/path;rev=2/...`).
 *
 * @param name of the API it is a revision of
 */
export function candidateRevision(name: string, args: CandidateArgs, opts: pulumi.CustomResourceOptions): apim.Api {
    const own = revisionOf(name, args.revision);
    const spec = new EndpointSpec(
        `${own}-spec`,
        { ...args.spec, hold: false, breakingChanges: "warn", against: args.current.document },
        { parent: opts.parent },
    );
    const apiId = revisionOf(args.api.apiId as string, args.revision);
    // Without a source: a revision that is copied from one has its policy already, which then could not be declared.
    const declaredAs = { ...args.api, apiId, apiRevision: String(args.revision), value: spec.document };
    const api = new apim.Api(apiName(own), declaredAs, opts);
    const { id, name: writable } = (args.whenWritable ?? atOnce)(api);
    const parent = opts.parent!;
    const policy = new apim.ApiPolicy(policyName(own), { ...args.policy, apiId: writable }, { parent });
    bearerKeys(own, args.keys, { id, declaredAs }, policy, parent);
    return api;
}

/** No other API's name has these characters. */
function revisionOf(name: string, revision: number): string {
    return `${name};rev=${revision}`;
}

const apiName = (own: string) => `${own}-api`;
const policyName = (own: string) => `${own}-policy`;

/** What `candidateRevision` declares in Azure. @param apiId of the API that it is a revision of */
export function wantedRevision(
    name: string,
    { apiId: of, revision }: { apiId: string; revision: number },
    parents: readonly Registered[],
): Wanted[] {
    const own = revisionOf(name, revision);
    const apiId = revisionOf(of, revision);
    return [
        want("apimanagement:Api", apiName(own), parents, { apiId }),
        want("apimanagement:ApiPolicy", policyName(own), parents, { apiId, policyId: "policy" }),
    ];
}
