import {
    anyObject,
    anyText,
    arrayOf,
    type Field,
    flag,
    objectOf,
    oneOf,
    type Properties,
    required,
    text,
    unsupported,
} from "../kernel/fields";
import { record } from "../kernel/resourceType";

const types = ["Proxy", "Portal", "Management", "Scm", "DeveloperPortal", "ConfigurationApi"];

/** The domains of a service. Certificates are neither looked at nor served: the gateway answers at each of them as at its own. */
export const hostnames: Field = arrayOf(
    objectOf({
        type: required(unsupported(oneOf(...types), (type) => type !== "Proxy")),
        hostName: required(text(255, 1)),
        certificateSource: oneOf("Managed", "KeyVault", "Custom", "BuiltIn"),
        keyVaultId: anyText,
        identityClientId: anyText,
        encodedCertificate: anyText,
        certificatePassword: anyText,
        certificate: anyObject,
        certificateStatus: oneOf("Completed", "Failed", "InProgress"),
        defaultSslBinding: flag,
        negotiateClientCertificate: unsupported(flag, (value) => value === true),
    }),
);

/**
 * The domains that a service shows: its own first, whether or not they were put (record built-in-hostname-stays).
 *
 * @param ownHost where the gateway answers, with its port
 * @param put what a client sent, or what the service had
 */
export function shownHostnames(ownHost: string, put: unknown): Properties[] {
    const custom = ((put ?? []) as unknown[]).map(record).filter((each) => each.certificateSource !== "BuiltIn");
    const hasDefault = custom.some(({ defaultSslBinding }) => defaultSslBinding === true);
    return [
        {
            type: "Proxy",
            hostName: ownHost,
            negotiateClientCertificate: false,
            defaultSslBinding: !hasDefault,
            certificateSource: "BuiltIn",
        },
        // The specification, 2024-05-01: neither is in an answer.
        ...custom.map(({ encodedCertificate: _, certificatePassword: __, ...shown }) => ({
            defaultSslBinding: false,
            negotiateClientCertificate: false,
            ...shown,
        })),
    ];
}
