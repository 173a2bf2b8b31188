import type { PolicyElement } from "../policyElement";
import { invalid, unsupported } from "../policyError";
import { allScopes, incomplete, type PolicyDefinition } from "../policyRule";
import { listedTexts } from "./listedTexts";
import { validation, validationAttributes, validationChildren } from "./tokenValidation";

/** Never a symmetric one: the keys of a configuration are public, and anybody could sign with them. */
const algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

/** As callers get them. */
const wording = { missing: "JWT not present.", bad: "Invalid JWT." };

/** Lets only calls with a token pass that was signed by a key of one of the OpenID configurations. */
export const validateJwt: PolicyDefinition = {
    name: "validate-jwt",
    sections: ["inbound"],
    scopes: allScopes,
    rule: {
        attributes: {
            ...validationAttributes,
            "require-expiration-time": { type: "boolean" },
            "require-scheme": {},
            "require-signed-tokens": { type: "boolean", supported: ["true"] },
            "clock-skew": { type: "integer" },
        },
        children: {
            ...validationChildren,
            "openid-config": { attributes: { url: { required: true } } },
            "issuer-signing-keys": { unsupported: true },
            issuers: { children: { issuer: { text: true } } },
        },
    },
    compile(element) {
        const { attributes } = element;
        if (attributes.has("header-name") === attributes.has("query-parameter-name")) {
            // Record jwt-from-one-place.
            throw invalid(element, "One of 'header-name', 'query-parameter-name' or 'token-value' must be specified.");
        }
        const urls = element.children.filter(({ name }) => name === "openid-config").map(configurationUrl);
        if (urls.length === 0) throw incomplete(element, "openid-config");
        const audience = listedTexts(element, "audiences", "audience");
        const issuers = listedTexts(element, "issuers", "issuer") ?? [];
        const needsEnd = attributes.get("require-expiration-time")?.toLowerCase() !== "false";
        return validation(element, wording, async ({ runtime, policyCalled }, token) => {
            const { jwtVerify } = await import("jose");
            const attempts = urls.map(async (url) => {
                const { issuer } = await runtime.configurations.get(url, policyCalled);
                const { payload } = await jwtVerify(token, runtime.configurations.keyOf(url, policyCalled), {
                    algorithms,
                    issuer: [issuer, ...issuers],
                    audience,
                    requiredClaims: needsEnd ? ["exp"] : [],
                    clockTolerance: Number(attributes.get("clock-skew") ?? 0),
                    currentDate: new Date(runtime.now()),
                });
                return payload;
            });
            return Promise.any(attempts);
        });
    },
};

function configurationUrl(element: PolicyElement): string {
    const url = element.attributes.get("url")!;
    if (!URL.canParse(url)) throw invalid(element, "The URL is invalid.");
    const { protocol, hostname } = new URL(url);
    if (protocol !== "https:" && !["127.0.0.1", "[::1]", "localhost"].includes(hostname)) {
        throw unsupported(element, "requests without TLS to other machines");
    }
    return url;
}
