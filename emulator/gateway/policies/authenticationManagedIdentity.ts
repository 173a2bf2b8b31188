import { allScopes, type PolicyDefinition } from "../policyRule";

/**
 * Signs the call in as the service's managed identity. The service keeps the token until it ends; the emulator asks
 * for one each time, so that an identity that is taken away is gone at once.
 */
export const authenticationManagedIdentity: PolicyDefinition = {
    name: "authentication-managed-identity",
    sections: ["inbound"],
    scopes: allScopes,
    rule: {
        attributes: {
            resource: { required: true },
            "client-id": {},
            "output-token-variable-name": {},
            "ignore-error": { type: "boolean" },
        },
    },
    compile({ attributes }) {
        const resource = attributes.get("resource")!;
        const clientId = attributes.get("client-id");
        const variable = attributes.get("output-token-variable-name");
        const ignoreError = attributes.get("ignore-error")?.toLowerCase() === "true";
        return async ({ request, runtime, variables, policyCalled }) => {
            const call = {
                startedAt: runtime.now(),
                method: "POST",
                url: new URL(`${runtime.authority}/oauth2/token`),
            };
            const token = await runtime.identityToken({ resource, clientId }).then(
                (issued) => {
                    policyCalled({ ...call, result: 200 });
                    return issued;
                },
                (error: unknown) => {
                    policyCalled({ ...call, result: 400 });
                    if (!ignoreError) throw error;
                },
            );
            if (token === undefined) return;
            if (variable === undefined) request.headers.set("Authorization", `Bearer ${token}`);
            else variables.set(variable, token);
        };
    },
};
