import { createSecureContext } from "node:tls";
import { Agent, request } from "undici";
import type { PropertyMap } from "./plugin";

/** Who deploys, where it is a service principal with a secret. */
export interface Identity {
    readonly tenantId: string;
    readonly clientId: string;
    readonly clientSecret: string;
}

/**
 * What azure-native says of who deploys: the claims of a token for Microsoft Graph, which it asks for first
 * (provider/pkg/provider/auth_getclientconfig.go).
 *
 * @param arm address of Azure Resource Manager, which describes the cloud
 * @throws where that token cannot be had
 */
export async function clientConfig(
    arm: string,
    ca: string | undefined,
    identity: Identity | undefined,
): Promise<Pick<PropertyMap, "clientId" | "objectId" | "tenantId">> {
    if (identity === undefined) throw new Error("getting client config: ARM_CLIENT_ID is not set");
    const secureContext = ca === undefined ? undefined : createSecureContext({ ca });
    const dispatcher = new Agent({ connect: { secureContext } });
    try {
        const described = await request(`${arm}/metadata/endpoints?api-version=2022-09-01`, { dispatcher });
        const [cloud] = (await described.body.json()) as Cloud[];
        const { tenantId, clientId, clientSecret } = identity;
        const answer = await request(`${cloud!.authentication.loginEndpoint}/${tenantId}/oauth2/v2.0/token`, {
            dispatcher,
            method: "POST",
            headers: { "content-type": "application/x-www-form-urlencoded" },
            body: new URLSearchParams({
                grant_type: "client_credentials",
                client_id: clientId,
                client_secret: clientSecret,
                scope: `${cloud!.microsoftGraphResourceId}/.default`,
            }).toString(),
        });
        const token = (await answer.body.json()) as { access_token?: string; error_description?: string };
        if (token.access_token === undefined) throw new Error(token.error_description ?? `status ${answer.statusCode}`);
        const [, payload = ""] = token.access_token.split(".");
        const { oid } = JSON.parse(Buffer.from(payload, "base64url").toString()) as { oid: string };
        return { clientId, objectId: oid, tenantId };
    } catch (error) {
        throw new Error(`getting client config: ${(error as Error).message}`);
    } finally {
        await dispatcher.close();
    }
}

interface Cloud {
    readonly microsoftGraphResourceId: string;
    readonly authentication: { readonly loginEndpoint: string };
}
