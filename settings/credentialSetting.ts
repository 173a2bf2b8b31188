import { z } from "zod";
import { credentialKeys, credentialSchemas, type CredentialSettings } from "./credential";
import { type CredentialKey, secretCommand } from "./credentials/method";
import { members, text } from "./schema";
import { setting } from "./setting";

const methodsSchema = members({
    ...credentialSchemas,
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

const keys = Object.keys(credentialKeys) as (keyof typeof credentialKeys)[];

const credentialSchema = methodsSchema
    .superRefine((credential, context) => {
        const set = keys.filter((key) => credential[key] !== undefined);
        if (set.length === 0) {
            const fix =
                `is missing. Set it to a personal access token for the gateway (${secretCommand}), or set one of ` +
                `${keys.slice(1).join(", ")} instead`;
            context.addIssue({ code: "custom", path: ["pat"], message: fix });
        }
        if (set.length > 1) {
            const message = `sets ${set.join(" and ")}, and the gateway uses only one. Keep one of them`;
            context.addIssue({ code: "custom", message });
        }
        if (credential.namedValue !== undefined && set[0] && set.every((key) => !credentialKeys[key].namedValue)) {
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
    const key = keys.find((key) => credential[key] !== undefined)!;
    // The compiler does not see that the value is that of the key.
    const { namedValue, settingsOf }: CredentialKey<never, CredentialSettings> = credentialKeys[key];
    return settingsOf(credential[key] as never, credential.namedValue ?? `${namePrefix}${namedValue}${suffix}`);
}

/** Makes the credential, once it is known whose it is: the stack's, or one endpoint's. */
type CredentialOf = z.infer<typeof credentialSchema>;

export const credential = setting({
    schema: credentialSchema,
    default: {},
    needed: true,
    at: ["stack", "workspace", "endpoint"],
    words:
        "The identity that the gateway uses to call the workspace. It is exactly one of `pat`, `managedIdentity`, " +
        "`oauthM2M` and `passthrough`. A workspace's value replaces the stack's, and an endpoint's value replaces both. " +
        "Endpoints with `mock` need none.",
    example: { managedIdentity: true },
    // The stack's is declared once, for all endpoints without one of their own.
    combine: (_stack: CredentialOf | undefined, own: CredentialOf | undefined) => own,
});

export const ownGrants = setting({
    schema: z.array(
        text("the name of a serving endpoint").regex(
            /^([A-Za-z0-9-]{1,30}\/)?[A-Za-z0-9_-]{1,63}$/,
            "must be a serving endpoint's name, after `<workspace>/` in a workspace with a name",
        ),
        { error: "must be a list of names of serving endpoints, e.g. - churn" },
    ),
    default: [],
    at: ["stack"],
    words:
        "The endpoints on which an existing `CAN_QUERY` right of `managedIdentity.grant` belongs to the stack. " +
        "Such a right " +
        "is left over from an interrupted deployment: `npm run adopt` asks about it. It is removed with the stack. " +
        "A right " +
        "that exists and is not named here belongs to somebody else and stays. An endpoint of a workspace with a name is " +
        "`<workspace>/<name>`.",
    example: ["churn"],
});
