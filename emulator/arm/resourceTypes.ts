import { apiReleases } from "./resources/apiReleases";
import { revisions } from "./resources/apiRevisions";
import { apis, operations, schemas } from "./resources/apis";
import { apiVersionSets } from "./resources/apiVersionSets";
import { backends } from "./resources/backends";
import { diagnostics } from "./resources/diagnostics";
import { groups, productGroups } from "./resources/groups";
import { links } from "./resources/links";
import { loggers } from "./resources/loggers";
import { namedValues } from "./resources/namedValues";
import { policies } from "./resources/policies";
import { productApis, products, productSubscriptions } from "./resources/products";
import { apiService, ResourceType } from "./kernel/resourceType";
import { subscriptions } from "./resources/subscriptions";
import { tags, tagsOf } from "./resources/tags";
import { groupUsers, users } from "./resources/users";

/** Everything below a service that the emulator serves; any other type is answered with 501. */
export const resourceTypes: readonly ResourceType[] = [
    apis,
    operations,
    schemas,
    tagsOf(apis.type),
    revisions,
    apiReleases,
    policies(apiService, "service"),
    policies(apis.type, "api"),
    policies(operations.type, "operation"),
    policies(products.type, "product"),
    namedValues,
    backends,
    products,
    productApis,
    productGroups,
    productSubscriptions,
    tagsOf(products.type),
    subscriptions,
    tags,
    ...links,
    groups,
    users,
    groupUsers,
    apiVersionSets,
    loggers,
    diagnostics(apiService),
    diagnostics(apis.type),
];
