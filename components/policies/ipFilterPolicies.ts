import type { IpFilterSettings } from "../../settings/ipFilter";
import type { ApiFeature } from "./apiFeature";
import type { Contribution, Refusal } from "./contribution";
import { returnError } from "./errors";
import type { PolicyElement } from "./policyElement";
import { expression } from "./policyText";

/** Callers are told of what the filters of the API's products refuse, too. */
export const addresses: ApiFeature = ({ ipFilter: own, products = [] }) => {
    const isFiltered = own !== undefined || products.some((product) => product.ipFilter !== undefined);
    return [{ ...filteredAddresses(own), refusals: () => (isFiltered ? [wrongAddress] : []) }];
};

/**
 * Filters callers by their address.
 *
 * @param filter undefined where everybody may call: the slot stays empty
 */
export function filteredAddresses(filter: IpFilterSettings | undefined): Contribution {
    return { slot: "address", elements: () => (filter ? [ipFilter(filter)] : []) };
}

const wrongAddress: Refusal = [
    expression`context.LastError.Source == "ip-filter"`,
    [returnError(403, "Forbidden", "Calls from this address are not allowed.")],
];

/** Lets calls pass by the address of their connection; others get 403. */
function ipFilter({ action, ranges }: IpFilterSettings): PolicyElement {
    return {
        name: "ip-filter",
        attributes: { action },
        children: ranges.map(({ from, to }) =>
            from === to ? { name: "address", text: from } : { name: "address-range", attributes: { from, to } },
        ),
        sections: ["inbound"],
    };
}
