import { ArmError, notImplemented } from "../kernel/armError";
import {
    anyArray,
    anyObject,
    anyText,
    Field,
    Fields,
    flag,
    oneOf,
    Properties,
    readOnly,
    required,
    text,
    unsupported,
} from "../kernel/fields";
import { record } from "../kernel/resourceType";
import { hostnames } from "./hostnames";

const unsupportedObject = unsupported(anyObject, (value) => Object.keys(record(value)).length > 0);
const unsupportedArray: Field = unsupported(anyArray, (value) => (value as unknown[]).length > 0);

/** What a service has, and what of it is not emulated. */
export const serviceFields: Fields = {
    publisherEmail: required(text(100, 1)),
    publisherName: required(text(100, 1)),
    notificationSenderEmail: text(100),
    customProperties: anyObject,
    restore: flag,
    disableGateway: unsupported(flag, (value) => value === true),
    // Which tiers take which value is looked at with the tier.
    enableClientCertificate: flag,
    publicNetworkAccess: unsupported(anyText, (value) => value !== "Enabled"),
    virtualNetworkType: unsupported(anyText, (value) => value !== "None"),
    virtualNetworkConfiguration: unsupported(anyObject),
    additionalLocations: unsupportedArray,
    certificates: unsupportedArray,
    hostnameConfigurations: hostnames,
    privateEndpointConnections: unsupportedArray,
    publicIpAddressId: unsupported(anyText),
    apiVersionConstraint: anyObject,
    configurationApi: unsupportedObject,
    natGatewayState: anyText,
    developerPortalStatus: oneOf("Enabled", "Disabled"),
    legacyPortalStatus: oneOf("Enabled", "Disabled"),
    ...Object.fromEntries(
        [
            ...["provisioningState", "targetProvisioningState", "createdAtUtc", "gatewayUrl", "gatewayRegionalUrl"],
            ...["portalUrl", "developerPortalUrl", "managementApiUrl", "scmUrl", "publicIPAddresses"],
            ...["privateIPAddresses", "outboundPublicIPAddresses", "platformVersion"],
        ].map((name) => [name, readOnly]),
    ),
};

const defaults: Properties = {
    notificationSenderEmail: "apimgmt-noreply@mail.windowsazure.com",
    publicNetworkAccess: "Enabled",
    virtualNetworkType: "None",
    disableGateway: false,
    natGatewayState: "Disabled",
    apiVersionConstraint: {},
    customProperties: {},
    legacyPortalStatus: "Disabled",
};

const classicTiers = ["Developer", "Basic", "Standard", "Premium", "Isolated"];

/**
 * What a new service of the tier has where the request says nothing. The specification's default of the developer portal
 * is Enabled; the v2 tiers begin without (record portal-of-new-service).
 */
export function defaultsOf(tier: string): Properties {
    const classic = classicTiers.includes(tier);
    return {
        ...defaults,
        ...(!classic && { enableClientCertificate: false }),
        ...(tier !== "Consumption" && { developerPortalStatus: classic ? "Enabled" : "Disabled" }),
    };
}

/**
 * Classic tiers ask for client certificates by hostname, and refuse to have that switched off for all of them
 * (pulumi/pulumi-azure-native#1741 and #1865 for a new service, pulumi/pulumi-azure#3315 for one that is there).
 */
export function checkClientCertificate(
    tier: string,
    { enableClientCertificate: asked }: Properties,
    isNew: boolean,
): void {
    if (asked === undefined || asked === null) return;
    const classic = classicTiers.includes(tier);
    if (classic && asked === false) {
        const code = isNew ? "NotSupported" : "EnableClientCertificateCannotBeChangedForSku";
        const message = `Setting EnableClientCertificate flag to false is not supported for ${tier} SKU.`;
        throw new ArmError(400, code, message, null);
    }
    if (!classic && asked === true) throw notImplemented("gateways that ask for client certificates");
}
