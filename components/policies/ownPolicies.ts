import type { OwnPolicies, Position } from "../../settings/policies";
import type { PolicyFile } from "../../settings/policyFile";
import { oncePolicies, type OwnSection } from "../../settings/policySections";
import { features, type Use } from "../gateway/tiers";
import type { ApiFeature } from "./apiFeature";
import { type Contribution, includeFragment, type Slot } from "./contribution";
import type { PolicyElement } from "./policyElement";

/** Where a team's own policies stand: outside of everything that the gateway does in a section. */
const slots: Readonly<Record<OwnSection, Readonly<Record<Position, Slot>>>> = {
    inbound: { before: "beforeInbound", after: "afterInbound" },
    backend: { before: "beforeBackend", after: "afterBackend" },
    outbound: { before: "beforeOutbound", after: "afterOutbound" },
    onError: { before: "beforeError", after: "afterError" },
};

/** The platform team's own policies, around those of the gateway. */
export const ownPolicies: ApiFeature = ({ policies }) => includedPolicies(policies);

/** @param policies undefined where there are none */
export function includedPolicies(policies: OwnPolicies = {}): Contribution[] {
    return (Object.keys(slots) as OwnSection[]).flatMap((section) =>
        (policies[section] ?? []).map(({ fragment, position, file, resource }) => ({
            slot: slots[section][position],
            elements: () => [{ ...includeFragment(fragment), ...(file && contentsOf(file)) }],
            needs: resource && [resource],
            requires: file && usesOf(file),
        })),
    );
}

/** What a file brings into the document that includes it: which policies that may stand once, and how many bytes. */
function contentsOf({ text, policies }: PolicyFile): Pick<PolicyElement, "included" | "includedSize"> {
    return { included: policies.filter((name) => oncePolicies.has(name)), includedSize: Buffer.byteLength(text) };
}

/** Policies that not every tier has. */
const tiered = new Map([
    ["llm-content-safety", features.contentSafety],
    ["llm-token-limit", features.tokenLimits],
    ["azure-openai-token-limit", features.tokenLimits],
    ["rate-limit-by-key", features.countersByKey],
    ["quota-by-key", features.quotasByKey],
]);

function usesOf({ path, policies }: PolicyFile): Use[] {
    return policies.flatMap((policy) => {
        const feature = tiered.get(policy);
        return feature ? [{ setting: `serving-gateway:policies (${path})`, feature }] : [];
    });
}
