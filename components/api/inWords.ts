import type { CallersSettings, CredentialSettings } from "../../settings/settings";
import { credentialFrom } from "../credentials/methods";

/** What a caller needs, for outputs: a preview then says what changes for callers. */
export function callersInWords({ subscriptionKey, entra }: CallersSettings): string {
    const key =
        subscriptionKey &&
        `a subscription key, in the header ${subscriptionKey.header} or the query parameter ${subscriptionKey.query}` +
            (subscriptionKey.bearer ? ", or as Authorization: Bearer" : "");
    const claims = Object.entries(entra?.claims ?? {}).map(([name, values]) => `${name} ${values.join(" or ")}`);
    const applications = entra?.clientApplications.length ? [`issued to ${entra.clientApplications.join(" or ")}`] : [];
    const token =
        entra &&
        [
            `a Microsoft Entra token of tenant ${entra.tenantId} for ${entra.audiences.join(" or ")}`,
            ...applications,
            ...(claims.length > 0 ? [`with ${claims.join(" and ")}`] : []),
        ].join(", ");
    return [key, token].filter(Boolean).join("; and ") || "nothing that the gateway asks for";
}

/** As whom the gateway calls the workspace, for outputs. */
export function credentialInWords(credential: CredentialSettings | undefined): string {
    if (!credential) return "nobody: the endpoint is not called, and answers are generated from its document";
    return credentialFrom(credential).calledAs;
}
