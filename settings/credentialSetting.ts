import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { CredentialSettings } from "./credential";
import { endpointName, formOf, guid, members, orOutput, text, wholeNumber } from "./schema";
import { setting } from "./setting";

const command = "pulumi config set --secret --path serving-gateway:credential";

/** Named values are put into policies as text, so a token must not be able to end or begin anything there. */
const token = (what: string) =>
    text(what)
        .min(1, "must not be empty")
        .max(4096, "must not be longer than 4096 characters, a named value's limit")
        .regex(/^[A-Za-z0-9._~+/=-]+$/, "must be a token: letters, digits and . _ ~ + / = - without spaces");

/** These two stand inside a C# text of a policy expression. */
const plain = (what: string) =>
    text(what)
        .min(1, "must not be empty")
        .max(4096, "must not be longer than 4096 characters, a named value's limit")
        .regex(/^[A-Za-z0-9._~-]+$/, "must be letters, digits and . _ ~ - (it becomes part of a policy expression)");

const azureId = (type: string, what: string) =>
    text(what).regex(
        new RegExp(
            `^/subscriptions/[0-9a-f-]{36}/resourceGroups/[^/{}@"<>\\s]{1,90}/providers/${type}/[\\w-]{1,128}$`,
            "i",
        ),
        `must be ${what}: /subscriptions/.../providers/${type}/<name>`,
    );

const mintSchema = members({
    // Databricks makes no token that lives longer than 730 days.
    lifetimeDays: wholeNumber(1, 730, "a whole number of days from 1 to 730")
        .default(90)
        .describe("Lifetime of each token, in days."),
    rotation: wholeNumber(1, 1_000_000, "a whole number of at least 1, raised by one for each rotation")
        .default(1)
        .describe("Number of the token in use. Raise it by one for the next token; the one before stays valid."),
});

const keyVaultSchema = members({
    secretId: text("the secret's identifier, e.g. https://contoso.vault.azure.net/secrets/databricks-pat")
        .regex(
            /^https:\/\/[A-Za-z0-9.-]+(:\d+)?\/secrets\/[A-Za-z0-9-]{1,127}(\/[0-9a-f]{32})?$/,
            "must be a secret's identifier, e.g. https://contoso.vault.azure.net/secrets/databricks-pat",
        )
        .describe("Identifier of the secret. Without a version, the service follows the secret within four hours."),
    vaultId: azureId("Microsoft.KeyVault/vaults", "the vault's resource id")
        .optional()
        .describe("Resource id of the vault. With it, the service's identity gets the role that reads secrets."),
    identityClientId: guid("the client id of a user-assigned identity")
        .optional()
        .describe("Client id of the user-assigned identity that reads the secret. Without it, the service's own does."),
});

const patSourceSchema = members({
    mint: mintSchema.optional().describe("A token that the stack creates and rotates."),
    keyVault: keyVaultSchema.optional().describe("A token that the service reads from Key Vault."),
}).refine(({ mint, keyVault }) => !mint !== !keyVault, "must have either mint or keyVault, or be the token itself");

const givenSchema = orOutput(token(`a personal access token for the gateway: ${command}.pat`));

const patSchema = z.union([givenSchema, patSourceSchema]);

const managedIdentitySchema = members({
    clientId: guid("the client id of a user-assigned identity")
        .optional()
        .describe("Client id of a user-assigned identity. Without it, the service's own identity is used."),
    resourceId: azureId(
        "Microsoft.ManagedIdentity/userAssignedIdentities",
        "the resource id of a user-assigned identity",
    )
        .optional()
        .describe("Resource id of that identity, for a new service only."),
    grant: members({
        applicationId: guid("the identity's application (client) id").describe("Application id of the identity."),
    })
        .optional()
        .describe("Adds the identity to the workspace, with `CAN_QUERY` on each endpoint."),
}).refine(({ clientId, resourceId }) => clientId || !resourceId, {
    path: ["clientId"],
    error: "is missing. Set it to the client id of the user-assigned identity",
});

const on = (value: unknown) => value === true;

const methodsSchema = members({
    pat: formOf<z.infer<typeof patSchema>, z.input<typeof patSchema>>(
        (value) =>
            typeof value === "object" && value && !pulumi.Output.isInstance(value) ? patSourceSchema : givenSchema,
        patSchema.options,
    )
        .optional()
        .describe("A personal access token (secret), or where it comes from: `mint` or `keyVault`."),
    managedIdentity: formOf<z.infer<typeof managedIdentitySchema>, true | z.input<typeof managedIdentitySchema>>(
        (value) => (on(value) ? z.literal(true).transform(() => ({})) : managedIdentitySchema),
        [z.literal(true), managedIdentitySchema],
    )
        .optional()
        .describe("The service's identity in Microsoft Entra. `true`: its own."),
    oauthM2M: members({
        clientId: plain("the client id of a Databricks service principal").describe(
            "Client id of the service principal.",
        ),
        clientSecret: orOutput(
            plain(`the service principal's OAuth secret: ${command}.oauthM2M.clientSecret`),
        ).describe("OAuth secret of the service principal (secret)."),
    })
        .optional()
        .describe(
            "A Databricks service principal. Not in the Consumption tier. If its token is revoked, calls over 2 " +
                "MiB get 502: " +
                "they cannot be sent again.",
        ),
    passthrough: z
        .literal(true, { error: "must be true, or be left out" })
        .optional()
        .describe("The gateway sends the caller's own token to the workspace."),
    namedValue: text("a display name")
        // API Management's rule for the display name of a named value, 2024-05-01; room for what is added to it.
        .regex(/^[A-Za-z0-9-._]{1,200}$/, "must be 1 to 200 letters, digits and . _ - (a named value's display name)")
        .optional()
        .describe(
            "Display name of the named value that holds the secret. The default is `databricks-pat` or " +
                "`databricks-oauth`. " +
                "`mint` adds the rotation, `oauthM2M` adds `-client-id` and `-client-secret`.",
        ),
});

const methods = ["pat", "managedIdentity", "oauthM2M", "passthrough"] as const;

const credentialSchema = methodsSchema
    .superRefine((credential, context) => {
        const set = methods.filter((method) => credential[method] !== undefined);
        if (set.length === 0) {
            const fix =
                `is missing. Set it to a personal access token for the gateway (${command}.pat), or set one of ` +
                `${methods.slice(1).join(", ")} instead`;
            context.addIssue({ code: "custom", path: ["pat"], message: fix });
        }
        if (set.length > 1) {
            const message = `sets ${set.join(" and ")}, and the gateway uses only one. Keep one of them`;
            context.addIssue({ code: "custom", message });
        }
        if (credential.namedValue !== undefined && !credential.pat && !credential.oauthM2M && set.length > 0) {
            const message = `has no effect: ${set[0]} needs no named value. Remove it`;
            context.addIssue({ code: "custom", path: ["namedValue"], message });
        }
    })
    .transform(
        (credential) =>
            (suffix: string, namePrefix = "") =>
                credentialOf(credential, suffix, namePrefix),
    );

/**
 * @param suffix keeps the default names of an endpoint's own named values apart from those of the stack
 * @param namePrefix keeps them apart from those of other stacks
 */
function credentialOf(
    credential: z.infer<typeof methodsSchema>,
    suffix: string,
    namePrefix: string,
): CredentialSettings {
    const { pat, managedIdentity, oauthM2M, namedValue } = credential;
    if (managedIdentity) {
        const { clientId, resourceId, grant } = managedIdentity;
        return { method: "managedIdentity", clientId, resourceId, grantTo: grant?.applicationId };
    }
    if (oauthM2M) {
        const { clientId, clientSecret } = oauthM2M;
        const names = namedValue ?? `${namePrefix}databricks-oauth${suffix}`;
        return { method: "oauthM2M", clientId, clientSecret: pulumi.secret(clientSecret), namedValue: names };
    }
    if (!pat) return { method: "passthrough" };
    const name = namedValue ?? `${namePrefix}databricks-pat${suffix}`;
    if (typeof pat === "string" || pulumi.Output.isInstance(pat)) {
        return { method: "pat", token: pulumi.secret(pat), namedValue: name };
    }
    if (pat.mint) return { method: "mintedPat", ...pat.mint, namedValue: name };
    return { method: "keyVaultPat", ...pat.keyVault!, namedValue: name };
}

/** Makes the credential, once it is known whose it is: the stack's, or one endpoint's. */
type CredentialOf = z.infer<typeof credentialSchema>;

export const credential = setting({
    schema: credentialSchema,
    default: {},
    needed: true,
    at: ["stack", "endpoint"],
    words:
        "The identity that the gateway uses to call the workspace. It is exactly one of `pat`, `managedIdentity`, " +
        "`oauthM2M` and `passthrough`. An endpoint's value replaces the stack's. Endpoints with `mock` need none.",
    example: { managedIdentity: true },
    // The stack's is declared once, for all endpoints without one of their own.
    combine: (_stack: CredentialOf | undefined, own: CredentialOf | undefined) => own,
});

export const ownGrants = setting({
    schema: z.array(endpointName, { error: "must be a list of names of serving endpoints, e.g. - churn" }),
    default: [],
    at: ["stack"],
    words:
        "The endpoints on which an existing `CAN_QUERY` right of `managedIdentity.grant` belongs to the stack. " +
        "Such a right " +
        "is left over from an interrupted deployment: `npm run adopt` asks about it. It is removed with the stack. " +
        "A right " +
        "that exists and is not named here belongs to somebody else and stays.",
    example: ["churn"],
});
