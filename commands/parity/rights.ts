const service = "Microsoft.ApiManagement/service";

/** Collections of the service in which records create something. */
const collections = [
    "apis",
    "apiVersionSets",
    "backends",
    "groups",
    "loggers",
    "namedValues",
    "policyFragments",
    "products",
    "subscriptions",
    "tags",
];

/** What the identity that runs records has to be allowed in Azure, as role definitions name it. */
export const rights: readonly string[] = [
    `${service}/read`,
    `${service}/operationresults/read`,
    `${service}/tenant/operationResults/read`,
    ...collections.map((collection) => `${service}/${collection}/*`),
];
