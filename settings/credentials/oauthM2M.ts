import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { members, orOutput } from "../schema";
import { type CredentialKey, type MethodTraits, namedText, secretCommand } from "./method";

/** A Databricks service principal with an OAuth secret. */
export interface OAuthM2M {
    readonly method: "oauthM2M";
    readonly clientId: string;
    readonly clientSecret: pulumi.Output<string>;
    /** Display names are this with `-client-id` and `-client-secret`. */
    readonly namedValue: string;
}

/** What the settings know of a service principal of Databricks. */
export const oauthM2M: MethodTraits<OAuthM2M> = {
    namedValues: ({ namedValue }) => [`${namedValue}-client-id`, `${namedValue}-client-secret`],
    principal: ({ clientId }) => clientId,
};

/** These two stand inside a C# text of a policy expression. */
const plain = (what: string) =>
    namedText(what).regex(
        /^[A-Za-z0-9._~-]+$/,
        "must be letters, digits and . _ ~ - (it becomes part of a policy expression)",
    );

const secretSchema = members({
    clientId: plain("the client id of a Databricks service principal").describe("Client id of the service principal."),
    clientSecret: orOutput(
        "credential.oauthM2M.clientSecret",
        plain(`the service principal's OAuth secret: ${secretCommand}`),
    ).describe("OAuth secret of the service principal (secret)."),
});

/** Schema of `credential.oauthM2M`. */
export const oauthM2MSchema = secretSchema
    .optional()
    .describe(
        "A Databricks service principal. Not in the Consumption tier. If its token is revoked, calls over 2 MiB get 502: " +
            "they cannot be sent again.",
    );

/** What `credential.oauthM2M` comes to. */
export const oauthM2MKey: CredentialKey<z.infer<typeof secretSchema>, OAuthM2M> = {
    namedValue: "databricks-oauth",
    settingsOf: ({ clientId, clientSecret }, namedValue) => {
        return { method: "oauthM2M", clientId, clientSecret: pulumi.secret(clientSecret), namedValue };
    },
};
