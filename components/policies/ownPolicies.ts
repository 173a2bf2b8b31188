import type { OwnPolicies, OwnSection, Position } from "../../settings/policies";
import type { ApiFeature } from "./apiFeature";
import { type Contribution, includeFragment, type Slot } from "./contribution";

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
        (policies[section] ?? []).map(({ fragment, position }) => ({
            slot: slots[section][position],
            elements: () => [includeFragment(fragment)],
        })),
    );
}
