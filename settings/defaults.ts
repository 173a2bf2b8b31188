import { readConfiguration } from "./configuration";
import { rows } from "./rows";
import { combine } from "./setting";
import { products } from "./products";

const { values } = readConfiguration({}, {});
const {
    tags: _tags,
    credential: _credential,
    observability: _observability,
    ...ofEndpoint
} = combine(rows, values, {});

/** What holds for an endpoint where neither it nor its stack sets anything, and for its callers. */
export const endpointDefaults = { ...ofEndpoint, callers: values.callers };

/** What holds for a product that sets nothing. */
export function productDefaults(name: string) {
    const { endpoints: _endpoints, ...defaults } = products.schema.parse([{ name, endpoints: ["*"] }])[0]!;
    return defaults;
}
