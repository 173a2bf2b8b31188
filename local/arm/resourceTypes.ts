import { apiReleases } from "./apiReleases";
import { revisions } from "./apiRevisions";
import { apis, operations, schemas } from "./apis";
import { apiVersionSets } from "./apiVersionSets";
import { backends } from "./backends";
import { diagnostics } from "./diagnostics";
import { groups, productGroups } from "./groups";
import { links } from "./links";
import { loggers } from "./loggers";
import { namedValues } from "./namedValues";
import { policies } from "./policies";
import { productApis, products, productSubscriptions } from "./products";
import { apiService, ResourceType } from "./resourceType";
import { subscriptions } from "./subscriptions";
import { tags, tagsOf } from "./tags";
import { groupUsers, users } from "./users";

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
