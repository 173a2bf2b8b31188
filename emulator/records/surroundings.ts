import type { Dispatcher } from "undici";

/** Where a record runs. */
export interface Surroundings {
    /** Address of Azure Resource Manager, without a slash at the end. */
    readonly armUrl: string;
    /** Bearer token of the deployer, valid now. */
    readonly armToken: () => Promise<string>;
    /** What the deployer sends the workspace as `authorization`. @default nothing: the workspace is unknown */
    readonly workspaceAuthorization?: () => Promise<string>;
    /** `$SERVICE`, `$GATEWAY`, `$WORKSPACE` and the others that are known here, without the dollar sign. */
    readonly variables: Readonly<Record<string, string>>;
    /** Tier of the service, as Azure names it. */
    readonly tier: string;
    /** Whether this is a real service, which not every record may be run against. */
    readonly isReal: boolean;
    /** Connects to a URL. @default undici's own */
    readonly dispatcher?: (url: URL) => Dispatcher | undefined;
    /** Milliseconds between two polls that no Retry-After spaces, and between two tries of a call. @default 1000 */
    readonly pollMs?: number;
    /** Milliseconds that the gateway has to learn of a change before it is called. @default 0 */
    readonly settleMs?: number;
    /** Milliseconds after that for which 401 and 404 are taken for a gateway that does not know the change yet. @default 0 */
    readonly newsMs?: number;
    /** Ends the record, which still cleans up. @default nothing does */
    readonly signal?: AbortSignal;
}
