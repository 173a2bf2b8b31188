import * as pulumi from "@pulumi/pulumi";
import { fileFragmentName, type OwnPolicies, type OwnPolicy } from "../../settings/policies";
import type { FilePlace, PolicyFile } from "../../settings/policyFile";
import type { OwnScope, OwnSection } from "../../settings/policySections";
import { type Registered, want, type Wanted } from "../wanted";
import { productsOf } from "./catalogue";
import type { GatewayService } from "./gatewayService";
import type { PlannedGateway } from "./plannedGateway";
import { changeOf, declareFragment, describedAs, fragmentId, fragmentOwner } from "./policyFragments";

/** Where policies of the platform team are included. */
type Including = Pick<PlannedGateway, "endpoints" | "ofEndpoints" | "products" | "namePrefix">;

/** A policy fragment that the stack declares for a file. */
interface OwnFragment {
    readonly id: string;
    readonly file: PolicyFile;
    /** Identifiers of the APIs whose policies include it, or those of their products. */
    readonly apis: Set<string>;
}

/**
 * Names the fragments of files. They are the stack's own, as other fragments of its policies are.
 *
 * @param gateway its logical name
 */
export function withFragmentNames<Args extends Including>(gateway: string, args: Args): Args {
    if (ownFragments(args).length === 0) return args;
    const owner = fragmentOwner(gateway, args);
    const named = (policy: OwnPolicy, place: FilePlace): OwnPolicy => {
        if (!policy.file) return policy;
        const { path, policies } = policy.file;
        return { ...policy, fragment: fragmentId(`${owner}-${fileFragmentName(path, place, policies)}`) };
    };
    const within =
        (scope: OwnScope) =>
        <Holder extends { readonly policies?: OwnPolicies }>(holder: Holder): Holder => {
            const { policies } = holder;
            if (!policies) return holder;
            return {
                ...holder,
                policies: mapPolicies(policies, (each, section) => named(each, { scope, section })),
            };
        };
    const inside = within("api");
    const { endpoints, ofEndpoints, products } = args;
    return {
        ...args,
        endpoints: endpoints.map(inside),
        ofEndpoints: ofEndpoints && inside(ofEndpoints),
        products: products?.map(within("product")),
    };
}

/** Changes each of some policies. */
function mapPolicies(
    policies: OwnPolicies,
    change: (policy: OwnPolicy, section: OwnSection) => OwnPolicy,
): OwnPolicies {
    const sections = Object.entries(policies) as [OwnSection, readonly OwnPolicy[]][];
    return Object.fromEntries(sections.map(([section, all]) => [section, all.map((each) => change(each, section))]));
}

/** Each file once. */
function ownFragments({ endpoints, products = [] }: Including): OwnFragment[] {
    const fragments = new Map<string, OwnFragment>();
    const add = (policies: OwnPolicies = {}, apis: readonly string[]) => {
        for (const { fragment, file } of Object.values(policies).flat()) {
            if (!file) continue;
            const own = fragments.get(fragment) ?? { id: fragment, file, apis: new Set<string>() };
            for (const api of apis) own.apis.add(api);
            fragments.set(fragment, own);
        }
    };
    const published = endpoints.map(({ name, apiId = name, ...endpoint }) => ({ ...endpoint, name, apiId }));
    for (const { apiId, policies } of published) add(policies, [apiId]);
    for (const product of products) {
        const within = published.filter((api) => productsOf(api, [product]).length > 0);
        add(
            product.policies,
            within.map(({ apiId }) => apiId),
        );
    }
    return [...fragments.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** What `declareOwnFragments` declares. */
export function wantedOwnFragments(gateway: string, args: Including, parents: readonly Registered[]): Wanted[] {
    return ownFragments(withFragmentNames(gateway, args)).map(({ id }) =>
        want("apimanagement:PolicyFragment", id, parents, { id }),
    );
}

/** What fragments of files are declared with. */
interface OwnFragmentsArgs {
    readonly service: GatewayService;
    readonly parent: pulumi.Resource;
    /** What named values of the stack consist of: a file may name them. */
    readonly values: readonly pulumi.Resource[];
    /** Descriptions of the fragments that the state has, by identifier. @default not known, no change is told */
    readonly saved?: ReadonlyMap<string, string>;
}

/**
 * Declares a fragment for each file, with its text to the byte, and says in a line which APIs another text reaches.
 *
 * @returns what policies name, with the resources that have to be there before
 */
export function declareOwnFragments(args: Including, { service, parent, values, saved }: OwnFragmentsArgs) {
    const { resourceGroupName, serviceName } = service;
    const declared = new Map<string, pulumi.Resource>();
    for (const { id, file, apis } of ownFragments(args)) {
        const description = describedAs(`the file ${file.path}`, file.text);
        const fragment = { id, resourceGroupName, serviceName, format: "xml", value: file.text, description };
        const dependsOn = file.namedValues.length > 0 ? [...values] : [];
        declared.set(id, declareFragment(fragment, { parent, dependsOn }));
        const before = saved?.get(id);
        if (before !== undefined && before !== description) void pulumi.log.info(changeOf(id, [...apis]), parent);
    }
    return (policies: OwnPolicies | undefined): OwnPolicies | undefined =>
        policies && mapPolicies(policies, (policy) => ({ ...policy, resource: declared.get(policy.fragment) }));
}
