/** How long a plugin waits where the other side names no time. */
export interface Pace {
    /** Between two looks at an operation, in milliseconds. The first look is at once. */
    readonly pollMs: { readonly put: number; readonly delete: number };
    /** Between two looks at a registration of a resource provider, in milliseconds. */
    readonly registrationMs: number;
    /** Before a failed call is made again, in milliseconds. */
    readonly backOffMs: readonly number[];
    /** Spreads the latter: a factor, anew for each. */
    readonly jitter: () => number;
}

/** For one machine, where nobody wants to sit before it. */
export const QUICK: Pace = {
    pollMs: { put: 1_000, delete: 1_000 },
    registrationMs: 1_000,
    backOffMs: [1_000, 3_000, 7_000],
    jitter: () => 1,
};

/** As Azure's SDK for JavaScript polls where the other side names no interval (core-lro, `POLL_INTERVAL_IN_MS`). */
export const AS_AZURE_SDK: Pace = { ...QUICK, pollMs: { put: 2_000, delete: 2_000 } };

/** As azure-native waits for API Management, which names no interval (provider/pkg/azure/client_azcore.go). */
export const AS_AZURE_NATIVE: Pace = {
    pollMs: { put: 10_000, delete: 30_000 },
    registrationMs: 15_000,
    backOffMs: [20_000, 60_000, 120_000],
    // azcore's own spread.
    jitter: () => 0.8 + Math.random() / 2,
};

/** Names that `LOCAL_ARM_PACE` may have. */
export const PACES = { quick: QUICK, "azure-sdk": AS_AZURE_SDK, "azure-native": AS_AZURE_NATIVE } as const;

/** Name of a pace, as `LOCAL_ARM_PACE` says it. */
export type PaceName = keyof typeof PACES;

/** @throws for a name that is none */
export function paceNamed(name: string): Pace {
    if (Object.hasOwn(PACES, name)) return PACES[name as PaceName];
    throw new Error(`LOCAL_ARM_PACE is "${name}"; it can be ${Object.keys(PACES).join(" or ")}`);
}
