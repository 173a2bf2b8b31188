import type { z } from "zod";
import type { CallersSettings } from "./callers";
import { type CorsSettings, corsSchema } from "./cors";
import { type IpFilterSettings, ipFilterSchema } from "./ipFilter";
import { limitProblems, type LimitSettings, limitsOf, limitsSchema } from "./limits";
import { groupsSchema, type GroupSettings, productProblems, type ProductSettings, productsSchema } from "./products";
import { orFalse, unlessEmpty } from "./schema";
import { type Tag, tagProblems, tagsSchema } from "./tags";

/** Members that the stack and each endpoint may have; the endpoint's take the place of the stack's. */
export const governanceShape = {
    limits: limitsSchema.optional(),
    cors: orFalse(corsSchema).optional(),
    ipFilter: orFalse(ipFilterSchema).optional(),
    tags: tagsSchema.optional(),
};

type Asked = { readonly [Member in keyof typeof governanceShape]?: z.infer<(typeof governanceShape)[Member]> };

/** What is governed of the whole stack. */
export interface StackGovernance extends Asked {
    readonly products: readonly ProductSettings[];
    readonly groups: readonly GroupSettings[];
}

/** What holds for one endpoint. */
export interface EndpointGovernance {
    readonly limits: LimitSettings;
    readonly cors: CorsSettings | undefined;
    readonly ipFilter: IpFilterSettings | undefined;
    readonly tags: readonly Tag[];
}

type GovernanceName = "limits" | "cors" | "ipFilter" | "tags" | "products" | "groups";

/** @param read one key of the configuration; undefined if it is not set, or not usable */
export function readGovernance(
    read: <Schema extends z.ZodType>(key: GovernanceName, schema: Schema) => z.infer<Schema> | undefined,
): StackGovernance {
    return {
        limits: read("limits", governanceShape.limits),
        cors: read("cors", unlessEmpty(orFalse(corsSchema))),
        ipFilter: read("ipFilter", unlessEmpty(orFalse(ipFilterSchema))),
        tags: read("tags", governanceShape.tags),
        products: read("products", productsSchema) ?? [],
        groups: read("groups", groupsSchema) ?? [],
    };
}

export function governanceOf(callers: CallersSettings, stack: Asked, endpoint: Asked): EndpointGovernance {
    const { cors = stack.cors, ipFilter = stack.ipFilter, tags = stack.tags ?? [] } = endpoint;
    return {
        limits: limitsOf(callers, stack.limits, endpoint.limits),
        cors: cors || undefined,
        ipFilter: ipFilter || undefined,
        tags,
    };
}

/**
 * Settings that cannot be together, one line each with the mend.
 *
 * @param others names of endpoints that are not published yet; undefined where `endpoints` are not all that will be
 * @param place of an endpoint in the configuration
 */
export function governanceProblems(
    callers: CallersSettings,
    stack: StackGovernance,
    endpoints: readonly (Pick<EndpointGovernance, "limits" | "tags"> & {
        readonly name: string;
        readonly apiId: string;
    })[],
    others: readonly string[] | undefined,
    place: (index: number) => string,
): string[] {
    const { products, groups } = stack;
    const keyless = products.length > 0 && !callers.subscriptionKey;
    return [
        ...endpoints.flatMap(({ limits }, index) => limitProblems(`${place(index)}.limits`, limits, callers)),
        ...products.flatMap(({ limits }, index) =>
            limitProblems(`serving-gateway:products[${index}].limits`, limitsOf(callers, {}, limits), callers),
        ),
        ...tagProblems(endpoints),
        ...productProblems(products, groups, endpoints, others),
        ...(keyless
            ? [
                  "serving-gateway:products are subscribed to with keys, and callers need none. Remove products, or " +
                      "callers.subscriptionKey: false",
              ]
            : []),
    ];
}
