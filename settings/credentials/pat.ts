import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { formOf, members, orOutput } from "../schema";
import { keyVaultSchema, type KeyVaultPat } from "./keyVaultPat";
import { type CredentialKey, type MethodTraits, namedText, secretCommand } from "./method";
import { type MintedPat, mintSchema } from "./mintedPat";

/** A personal access token from the stack's configuration. */
export interface GivenPat {
    readonly method: "pat";
    readonly token: pulumi.Output<string>;
    /** Display name of the named value that holds it. */
    readonly namedValue: string;
}

/** What the settings know of a token that is given. */
export const pat: MethodTraits<GivenPat> = {
    namedValues: ({ namedValue }) => [namedValue],
    oauthOnlyRefuses: "personal access tokens",
    isOfOneWorkspace: true,
};

/** Named values are put into policies as text, so a token must not be able to end or begin anything there. */
const givenSchema = orOutput(
    "credential.pat",
    namedText(`a personal access token for the gateway: ${secretCommand}`).regex(
        /^[A-Za-z0-9._~+/=-]+$/,
        "must be a token: letters, digits and . _ ~ + / = - without spaces",
    ),
);

const sourceSchema = members({
    mint: mintSchema.optional().describe("A token that the stack creates and rotates."),
    keyVault: keyVaultSchema.optional().describe("A token that the service reads from Key Vault."),
}).refine(({ mint, keyVault }) => !mint !== !keyVault, "must have either mint or keyVault, or be the token itself");

const eitherSchema = z.union([givenSchema, sourceSchema]);

/** Schema of `credential.pat`: the token, or where it comes from. */
export const patSchema = formOf<z.infer<typeof eitherSchema>, z.input<typeof eitherSchema>>(
    (value) => (typeof value === "object" && value && !pulumi.Output.isInstance(value) ? sourceSchema : givenSchema),
    eitherSchema.options,
)
    .optional()
    .describe("A personal access token (secret), or where it comes from: `mint` or `keyVault`.");

/** What `credential.pat` comes to. */
export const patKey: CredentialKey<z.infer<typeof eitherSchema>, GivenPat | MintedPat | KeyVaultPat> = {
    namedValue: "databricks-pat",
    settingsOf: (value, namedValue) => {
        if (typeof value === "string" || pulumi.Output.isInstance(value)) {
            return { method: "pat", token: pulumi.secret(value), namedValue };
        }
        if (value.mint) return { method: "mintedPat", ...value.mint, namedValue };
        return { method: "keyVaultPat", ...value.keyVault!, namedValue };
    },
};
