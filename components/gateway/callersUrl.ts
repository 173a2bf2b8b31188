/** What Azure shows of a service that says where callers reach it. */
export interface GatewayAddress {
    /** At Azure's own domain, without a trailing slash. @example "https://contoso.azure-api.net" */
    readonly gatewayUrl: string;
    /** All its domains, for callers and for others. @default Azure's own only */
    readonly hostnameConfigurations?: readonly HostnameConfiguration[];
}

interface HostnameConfiguration {
    /** `Proxy` is the gateway; others are portals and management. */
    readonly type: string;
    readonly hostName: string;
    /** `BuiltIn` is Azure's own domain. */
    readonly certificateSource?: string;
    readonly defaultSslBinding?: boolean;
}

/**
 * Where callers reach a gateway, without a trailing slash: at the service's custom domain, where it has one. Azure's own
 * `gatewayUrl` never names it. Of several domains, the one whose certificate is the default; otherwise the first by name.
 */
export function callersUrl({ gatewayUrl, hostnameConfigurations = [] }: GatewayAddress): string {
    const own = new URL(gatewayUrl).host;
    const custom = hostnameConfigurations
        .filter(({ type, certificateSource }) => type === "Proxy" && certificateSource !== "BuiltIn")
        // A wildcard is no address.
        .filter(({ hostName }) => hostName !== own && !hostName.includes("*"))
        .sort((a, b) => (a.hostName < b.hostName ? -1 : 1));
    const used = custom.find(({ defaultSslBinding }) => defaultSslBinding) ?? custom[0];
    return used ? `https://${used.hostName}` : gatewayUrl;
}
