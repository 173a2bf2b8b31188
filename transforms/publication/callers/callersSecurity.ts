import type { OpenAPIV3 } from "openapi-types";
import type { CallersNeeds } from "./callersFacts";

type Schemes = Record<string, OpenAPIV3.SecuritySchemeObject>;

/** The security schemes of what callers send, and which of them a call needs: the key in one of its places, a token beside it. */
export function callersSecurity({ subscriptionKey, token }: CallersNeeds): {
    readonly schemes: Schemes;
    readonly security: OpenAPIV3.SecurityRequirementObject[];
} {
    const keys: Schemes = subscriptionKey
        ? {
              subscriptionKeyHeader: { type: "apiKey", in: "header", name: subscriptionKey.header, description: key },
              subscriptionKeyQuery: { type: "apiKey", in: "query", name: subscriptionKey.query, description: key },
          }
        : {};
    const tokens: Schemes = token ? { accessToken: accessToken(token) } : {};
    const tokenNeeded: OpenAPIV3.SecurityRequirementObject = token ? { accessToken: [] } : {};
    const names = Object.keys(keys);
    const alternatives = names.length > 0 ? names.map((name) => ({ [name]: [], ...tokenNeeded })) : [tokenNeeded];
    return {
        schemes: { ...keys, ...tokens },
        security: alternatives.filter((needed) => Object.keys(needed).length > 0),
    };
}

const key = "A subscription key of the API, or of a product that has it.";

function accessToken(token: NonNullable<CallersNeeds["token"]>): OpenAPIV3.SecuritySchemeObject {
    const description =
        token.issuer === "workspace"
            ? "A token of the Databricks workspace: OAuth, or a personal access token."
            : `A Microsoft Entra token of tenant ${token.tenantId} for ${token.audiences.join(" or ")}.`;
    return { type: "http", scheme: "bearer", ...(token.issuer === "entra" && { bearerFormat: "JWT" }), description };
}
