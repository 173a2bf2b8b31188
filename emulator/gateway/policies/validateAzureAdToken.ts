import { invalid, unsupported } from "../policyError";
import { allScopes, type PolicyDefinition } from "../policyRule";
import { listedTexts } from "./listedTexts";
import { validation, validationAttributes, validationChildren } from "./tokenValidation";

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** As callers get them. */
const wording = { missing: "Azure AD JWT not present", bad: "Invalid Azure AD JWT" };

/** Lets only calls with a token of one Microsoft Entra tenant pass, of version 1 or 2. */
export const validateAzureAdToken: PolicyDefinition = {
    name: "validate-azure-ad-token",
    sections: ["inbound"],
    scopes: allScopes,
    rule: {
        attributes: { ...validationAttributes, "tenant-id": { required: true } },
        children: {
            ...validationChildren,
            "client-application-ids": { children: { "application-id": { text: true } } },
            "backend-application-ids": { unsupported: true },
        },
    },
    compile(element) {
        const tenant = element.attributes.get("tenant-id")!;
        if (!guid.test(tenant)) throw unsupported(element, "a 'tenant-id' that is no GUID");
        if (element.attributes.has("header-name") && element.attributes.has("query-parameter-name")) {
            // Record entra-token-from-one-place.
            throw invalid(element, "Only one of 'header-name' and 'query-parameter-name' can be specified.");
        }
        const audience = listedTexts(element, "audiences", "audience");
        const applications = listedTexts(element, "client-application-ids", "application-id");
        return validation(element, wording, async ({ runtime, policyCalled }, token) => {
            const { jwtVerify } = await import("jose");
            const url = `${runtime.authority}/${tenant}/v2.0/.well-known/openid-configuration`;
            const { issuer } = await runtime.configurations.get(url, policyCalled);
            const { payload } = await jwtVerify(token, runtime.configurations.keyOf(url, policyCalled), {
                algorithms: ["RS256"],
                issuer: [issuer, `https://sts.windows.net/${tenant}/`],
                audience,
                requiredClaims: ["exp"],
                currentDate: new Date(runtime.now()),
            });
            // Version 1 names the calling application in `appid`, version 2 in `azp`.
            if (applications && !applications.includes(String(payload.appid ?? payload.azp))) {
                throw new Error("The application is not allowed.");
            }
            return payload;
        });
    },
};
