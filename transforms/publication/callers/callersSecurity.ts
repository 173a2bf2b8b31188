import type { OpenAPIV3 } from "openapi-types";
import type { CallersNeeds } from "./callersFacts";

type Schemes = Record<string, OpenAPIV3.SecuritySchemeObject>;

/**
 * The security schemes of what callers send, and which of them a call needs: the key, and a token beside it. A call needs the
 * key in its header: openapi-generator's TypeScript sends all alternatives at once, and a key in a URL ends up in logs.
 */
export function callersSecurity({ subscriptionKey, token }: CallersNeeds): {
    readonly schemes: Schemes;
    readonly security: OpenAPIV3.SecurityRequirementObject[];
} {
    const keys: Schemes = subscriptionKey
        ? {
              subscriptionKeyHeader: { type: "apiKey", in: "header", name: subscriptionKey.header, description: key },
              subscriptionKeyQuery: { type: "apiKey", in: "query", name: subscriptionKey.query, description: inQuery },
              ...(subscriptionKey.bearer && {
                  subscriptionKeyBearer: { type: "http", scheme: "bearer", description: key },
              }),
          }
        : {};
    const tokens: Schemes = token ? { accessToken: accessToken(token) } : {};
    const tokenNeeded: OpenAPIV3.SecurityRequirementObject = token ? { accessToken: [] } : {};
    const names = Object.keys(keys).filter((name) => name !== "subscriptionKeyQuery");
    const alternatives = names.length > 0 ? names.map((name) => ({ [name]: [], ...tokenNeeded })) : [tokenNeeded];
    return {
        schemes: { ...keys, ...tokens },
        security: alternatives.filter((needed) => Object.keys(needed).length > 0),
    };
}

const key = "A subscription key of the API, or of a product that has it.";
const inQuery = `${key} For clients that cannot send headers: a key in a URL ends up in logs.`;

function accessToken(token: NonNullable<CallersNeeds["token"]>): OpenAPIV3.SecuritySchemeObject {
    const description =
        token.issuer === "workspace"
            ? "A token of the Databricks workspace: OAuth, or a personal access token."
            : `A Microsoft Entra token of tenant ${token.tenantId} for ${token.audiences.join(" or ")}.`;
    return { type: "http", scheme: "bearer", ...(token.issuer === "entra" && { bearerFormat: "JWT" }), description };
}
