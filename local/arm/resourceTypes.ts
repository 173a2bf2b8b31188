import { apis, operations, schemas } from "./apis";
import { invalidRequest } from "./armError";
import { backends } from "./backends";
import { anyText, oneOf, readOnly, required, text } from "./fields";
import { namedValues } from "./namedValues";
import { policies } from "./policies";
import { productApis, products } from "./products";
import { apiService, ResourceType } from "./resourceType";
import { subscriptions } from "./subscriptions";

const tags: ResourceType = {
    type: `${apiService}/tags`,
    label: "Tag",
    name: { max: 80, pattern: /^[^*#&+:<>?]+$/ },
    fields: { displayName: required(text(160, 1)) },
};

const apiTags: ResourceType = {
    type: `${apis.type}/tags`,
    label: "Tag",
    name: tags.name,
    fields: {},
    linkTo: tags.type,
};

const groups: ResourceType = {
    type: `${apiService}/groups`,
    label: "Group",
    name: { max: 256 },
    fields: {
        displayName: required(text(300, 1)),
        description: text(1000),
        type: oneOf("custom", "external"),
        externalId: anyText,
        builtIn: readOnly,
    },
    defaults: { type: "custom", builtIn: false },
    beforeDelete: (_, { properties }) => {
        if (properties.builtIn) throw invalidRequest("System group cannot be deleted.");
    },
};

/** Everything below a service that the emulator serves; any other type is answered with 501. */
export const resourceTypes: readonly ResourceType[] = [
    apis,
    operations,
    schemas,
    apiTags,
    policies(apiService, "service"),
    policies(apis.type, "api"),
    policies(operations.type, "operation"),
    policies(products.type, "product"),
    namedValues,
    backends,
    products,
    productApis,
    subscriptions,
    tags,
    groups,
];
