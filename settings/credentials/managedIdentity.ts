import { z } from "zod";
import { azureId, formOf, guid, members } from "../schema";
import type { CredentialKey, MethodTraits } from "./method";

/** The service's identity in Microsoft Entra. */
export interface ManagedIdentity {
    readonly method: "managedIdentity";
    /** Client id of a user-assigned identity. Absent: the service's own. */
    readonly clientId?: string;
    /** Azure resource id of that identity, which a new service gets. */
    readonly resourceId?: string;
    /** Application id of the identity: it becomes a service principal of the workspace with CAN_QUERY. */
    readonly grantTo?: string;
}

/** What the settings know of the service's identity. */
export const managedIdentity: MethodTraits<ManagedIdentity> = {
    oauthOnlyRefuses: "tokens of managed identities",
    isForEveryWorkspace: true,
    principal: ({ grantTo, clientId }) => grantTo ?? clientId,
    newServiceProblem: ({ clientId, resourceId }) =>
        clientId === undefined || resourceId !== undefined
            ? undefined
            : "serving-gateway:credential.managedIdentity.resourceId is missing. Set it to the Azure resource id of the " +
              "user-assigned identity to assign to the new service",
};

const namedSchema = members({
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

/** Schema of `credential.managedIdentity`. */
export const managedIdentitySchema = formOf<z.infer<typeof namedSchema>, true | z.input<typeof namedSchema>>(
    (value) => (on(value) ? z.literal(true).transform(() => ({})) : namedSchema),
    [z.literal(true, { error: "must be true" }), namedSchema],
)
    .optional()
    .describe("The service's identity in Microsoft Entra. `true`: its own.");

/** What `credential.managedIdentity` comes to. */
export const managedIdentityKey: CredentialKey<z.infer<typeof namedSchema>, ManagedIdentity> = {
    settingsOf: ({ clientId, resourceId, grant }) => {
        return { method: "managedIdentity", clientId, resourceId, grantTo: grant?.applicationId };
    },
};
