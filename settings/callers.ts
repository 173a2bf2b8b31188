import { z } from "zod";
import { flag, guid, members, orFalse, policyData, text } from "./schema";
import { setting } from "./setting";

/** Where a caller's subscription key is looked for. */
export interface SubscriptionKeyNames {
    readonly header: string;
    readonly query: string;
    /** Also as `Authorization: Bearer`, which only a preview version of API Management has. */
    readonly bearer?: true;
}

/** Which Microsoft Entra tokens are accepted. */
export interface EntraCallers {
    readonly tenantId: string;
    readonly audiences: readonly string[];
    /** Client ids of the applications that may call. Empty: any of the tenant. */
    readonly clientApplications: readonly string[];
    /** Claims that a token must have; one of the values is enough. */
    readonly claims: Readonly<Record<string, readonly string[]>>;
}

/** Who may call. With neither of the two, anybody may. */
export interface CallersSettings {
    readonly subscriptionKey?: SubscriptionKeyNames;
    readonly entra?: EntraCallers;
}

/** Azure's own names. */
const header = "Ocp-Apim-Subscription-Key";
const query = "subscription-key";

/** Headers that mean something else on the way to the workspace, or that the gateway sets itself. */
const reserved =
    /^(authorization|host|cookie|accept.*|content-.*|connection|keep-alive|transfer-encoding|te|trailer|upgrade|x-forwarded-.*)$/i;

const subscriptionKeySchema = members({
    header: text("a header's name")
        // A token of RFC 9110, 5.6.2.
        .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, "must be a header's name: letters, digits and hyphens")
        .refine((name) => !reserved.test(name), "is a header with a meaning of its own. Use another name")
        .default(header)
        .describe("Name of the header that carries the key."),
    query: text("a query parameter's name")
        .regex(
            /^[A-Za-z0-9._~-]{1,100}$/,
            "must be a query parameter's name: letters, digits and . _ ~ -, which need no escaping",
        )
        .default(query)
        .describe("Name of the query parameter that carries the key."),
    bearer: flag
        .optional()
        .describe(
            "`true`: callers can also send the key as `Authorization: Bearer`, as OpenAI clients do. This uses a preview " +
                "version of API Management (2025-03-01-preview), and excludes `entra` and the credential `passthrough`.",
        ),
}).transform(({ header, query, bearer }): SubscriptionKeyNames => ({ header, query, ...(bearer && { bearer: true }) }));

const entraSchema = members({
    tenantId: guid("the tenant's id").describe("Id of the tenant that issues the tokens."),
    audiences: z
        .array(policyData("an audience, e.g. api://models"), {
            error: "must be a list of audiences: the application id URIs or client ids that tokens are issued for",
        })
        .min(1, "lists no audience. A token that was issued for another API would be accepted")
        .describe("Audiences that tokens may be issued for, e.g. `api://models`."),
    clientApplications: z
        .array(guid("an application's client id"), { error: "must be a list of client ids" })
        .min(1, "lists no application. Remove it to allow all applications of the tenant")
        .optional()
        .describe("Client ids of the applications that may call. Without it, every application of the tenant may."),
    roles: z
        .array(policyData("an app role's value"), { error: "must be a list of app roles" })
        .min(1, "lists no role. Remove it to require none")
        .optional()
        .describe("App roles of which a token needs one."),
    claims: z
        .record(
            z.string(),
            z
                .array(policyData("a claim's value"), { error: "must be a list of values" })
                .min(1, "lists no value. Remove the claim, or name the values that are accepted"),
            { error: "must be an object of claims, each with the list of its accepted values" },
        )
        .optional()
        .describe("Claims that a token needs, each with the list of its accepted values."),
}).superRefine(({ roles, claims = {} }, context) => {
    for (const name of Object.keys(claims)) {
        const result = policyData("a claim's name").safeParse(name);
        const problem =
            name === "roles" && roles ? "is set by roles already. Keep one of them" : result.error?.issues[0]?.message;
        // The name itself may hold anything, so the message does not repeat it.
        if (problem) context.addIssue({ code: "custom", path: ["claims"], message: `has a name that ${problem}` });
    }
});

const callersSchema = members({
    subscriptionKey: orFalse(subscriptionKeySchema)
        .optional()
        .describe(
            "How callers send their subscription key, by default under Azure's own names. `false`: callers need no key.",
        ),
    entra: entraSchema.optional().describe("Tokens of Microsoft Entra that callers need. Without it, they need none."),
}).transform(({ subscriptionKey = { header, query }, entra }): CallersSettings => {
    const { tenantId, audiences, clientApplications = [], roles, claims } = entra ?? {};
    return {
        ...(subscriptionKey && { subscriptionKey }),
        ...(entra && {
            entra: {
                tenantId: tenantId!,
                audiences: audiences!,
                clientApplications,
                claims: { ...(roles && { roles }), ...claims },
            },
        }),
    };
});

export const callers = setting({
    schema: callersSchema,
    default: {},
    at: ["stack"],
    words:
        "What callers need: a subscription key, a token of Microsoft Entra, or both. With both, a call needs both. " +
        "Without " +
        "either, `credential` must be `passthrough`, so that callers bring a token of the workspace.",
    example: { entra: { tenantId: "0b3f8f5c-6f0e-4f7e-9d55-2f3c8f1d7a10", audiences: ["api://models"] } },
});
