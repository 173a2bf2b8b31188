import { namedValuesOf } from "../../settings/credential";
import type { OAuthM2M } from "../../settings/credentials/oauthM2M";
import { oauthCredential } from "../policies/oauthPolicies";
import type { CredentialMethod } from "./credential";
import { namedValue, wantedValue } from "./namedValue";

/** A Databricks service principal with an OAuth secret. */
export const oauthM2M: CredentialMethod<OAuthM2M> = (settings) => {
    const [clientId, clientSecret] = namedValuesOf(settings) as [string, string];
    return {
        calledAs: `the Databricks service principal ${settings.clientId}`,
        policy: ({ origin, endpoint }) =>
            oauthCredential(({ authorizationDetails }) => ({
                origin,
                // Unique in the service, as the named values are: its cache is shared by all its APIs.
                cacheKey: `databricks-token-${settings.namedValue}${authorizationDetails ? `-${endpoint}` : ""}`,
                clientId,
                clientSecret,
                authorizationDetails,
            })),
        declare: (_owner, { service, parent }) => [
            namedValue(clientId, { value: settings.clientId }, service, { parent }),
            namedValue(clientSecret, { value: settings.clientSecret, secret: true }, service, { parent }),
        ],
        // A client id is no secret.
        wanted: ({ parents }) => [
            wantedValue(clientId, parents, { secret: false }),
            wantedValue(clientSecret, parents, { secret: true }),
        ],
    };
};
