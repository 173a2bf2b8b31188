import type { ModelId } from "../databricks/sources/sources";
import type { CallersSettings } from "./callers";
import type { CorsSettings } from "./cors";
import type { IpFilterSettings } from "./ipFilter";
import { limitProblems, type LimitSettings, limitsOf } from "./limits";
import { type GroupSettings, productProblems, type ProductSettings, subscriptionId } from "./products";
import { keySecretProblems, subscriptionOf } from "./subscriptions";
import { type Tag, tagProblems } from "./tags";

/** What holds for one endpoint. */
export interface EndpointGovernance {
    readonly limits: LimitSettings;
    readonly cors: CorsSettings | undefined;
    readonly ipFilter: IpFilterSettings | undefined;
    readonly tags: readonly Tag[];
}

interface Catalogue {
    readonly products: readonly ProductSettings[];
    /** Undefined where they cannot be used. */
    readonly groups: readonly GroupSettings[] | undefined;
    readonly namePrefix?: string;
}

/**
 * Settings that cannot be together, one line each with the fix.
 *
 * @param others names of endpoints that are not published yet; undefined where `endpoints` are not all that will be
 * @param place of an endpoint in the configuration
 */
export function governanceProblems(
    callers: CallersSettings,
    { products, groups, namePrefix = "" }: Catalogue,
    endpoints: readonly (Pick<EndpointGovernance, "limits" | "tags"> & ModelId & { readonly apiId: string })[],
    others: readonly string[] | undefined,
    place: (index: number) => string,
): string[] {
    const keyless = products.length > 0 && !callers.subscriptionKey;
    return [
        ...endpoints.flatMap(({ limits }, index) => limitProblems(`${place(index)}.limits`, limits, callers)),
        ...products.flatMap(({ limits }, index) =>
            limitProblems(`serving-gateway:products[${index}].limits`, limitsOf(callers, {}, limits), callers),
        ),
        ...tagProblems(endpoints),
        ...productProblems(products, groups, endpoints, others),
        ...keySecretProblems(
            products.flatMap((product, index) =>
                product.subscriptions.map(subscriptionOf).map((settings, place) => ({
                    sid: namePrefix + subscriptionId(product, settings.name),
                    at: `serving-gateway:products[${index}].subscriptions[${place}]`,
                    settings,
                })),
            ),
        ),
        ...(keyless
            ? [
                  "serving-gateway:products need subscription keys, and callers.subscriptionKey: false turns keys " +
                      "off. Remove one of them",
              ]
            : []),
    ];
}
