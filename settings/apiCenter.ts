import { z } from "zod";
import { azureId, formOf, label, members, orFalse, text, unlessEmpty } from "./schema";
import { setting } from "./setting";

/** Where and how APIs are registered in an API Center. */
export interface ApiCenterSettings extends ApiCenterEndpoint {
    /** Azure resource id of the API Center service. */
    readonly service: string;
    /** Name of the workspace in it. */
    readonly workspace: string;
    /** Name of the environment there that the gateway is. @default no deployment is registered */
    readonly environment?: string;
    /** Goes in front of the names of entries. @default the names of the APIs in API Management */
    readonly prefix?: string;
    /** Whom to ask. @default nobody is named */
    readonly contact?: { readonly name?: string; readonly email?: string; readonly url?: string };
    /** URL of a page about the APIs. @default none */
    readonly documentation?: string;
    /** The organization's own metadata, by the names of its metadata schemas. @default none */
    readonly customProperties?: Readonly<Record<string, unknown>>;
}

/** What an endpoint may say itself. */
interface ApiCenterEndpoint {
    readonly lifecycleStage: Stage;
}

/** LifecycleStage of the specification, 2024-03-01. */
const stages = ["design", "development", "testing", "preview", "production", "deprecated", "retired"] as const;
type Stage = (typeof stages)[number];

const defaultStage: Stage = "production";

/** The pattern of all names below a service in the specification, 2024-03-01. */
const name = (what: string) =>
    text(what).regex(/^[A-Za-z0-9-]{3,90}$/, `must be ${what}: 3 to 90 letters, digits and hyphens`);

const url = (what: string) =>
    label(what, 200).refine(
        (value) => URL.canParse(value) && new URL(value).protocol === "https:",
        `must be ${what}, which begins with https://`,
    );

const lifecycleStage = z
    .enum(stages, { error: `must be one of ${stages.join(", ")}` })
    .optional()
    .meta({ default: defaultStage, description: "Stage of the APIs in their life, as the API Center shows it." });

/** The API Center's metadata schemas say what it may be. */
const anyValue = formOf<unknown, unknown>(() => z.unknown(), [z.string()]);

const stackSchema = unlessEmpty(
    members({
        service: azureId("Microsoft.ApiCenter/services", "the resource id of an API Center service").describe(
            "Resource id of an API Center service that exists, in any subscription of the tenant.",
        ),
        workspace: name("the name of a workspace of the API Center")
            .default("default")
            .describe("Name of the workspace in it."),
        environment: name("the name of an environment of the API Center")
            .optional()
            .describe(
                "Name of an environment of that workspace. Each API then has a deployment there, with its URL. Without it, " +
                    "none is registered.",
            ),
        lifecycleStage,
        prefix: text("how the entries' names begin, e.g. prod-")
            .regex(/^[A-Za-z0-9-]{1,32}$/, "must be how the entries' names begin: 1 to 32 letters, digits and hyphens")
            .optional()
            .describe(
                "How the entries' names begin. The default is `namePrefix`. Stacks that publish the same endpoints, e.g. " +
                    "of two environments, need prefixes that differ.",
            ),
        contact: members({
            name: label("a name", 100).optional().describe("Name of a person or a team."),
            email: label("a mail address", 100)
                .regex(/^[^@\s]+@[^@\s]+$/, "must be a mail address")
                .optional()
                .describe("Mail address."),
            url: url("the URL of a page").optional().describe("URL of a page."),
        })
            .refine((contact) => Object.keys(contact).length > 0, "is empty. Set name, email or url, or leave it out")
            .optional()
            .describe("Whom callers ask for a key."),
        documentation: url("the URL of a page about the APIs")
            .optional()
            .describe("URL of a page about the APIs, e.g. of the [catalogue](catalogue.md)."),
        customProperties: z
            .record(z.string(), anyValue, { error: "must be an object with named members" })
            .optional()
            .describe(
                "Values of the organization's own metadata, by the names of the API Center's metadata schemas. Those that the " +
                    "API Center requires of APIs have to be there.",
            ),
    }),
);

const endpointSchema = orFalse(members({ lifecycleStage }));

/** How an endpoint is registered; undefined where it is not. */
function apiCenterOf(
    stack: z.infer<typeof stackSchema>,
    own: z.infer<typeof endpointSchema> = {},
): ApiCenterSettings | undefined {
    if (!stack || own === false) return undefined;
    return { ...stack, lifecycleStage: own.lifecycleStage ?? stack.lifecycleStage ?? defaultStage };
}

export const apiCenter = setting({
    schema: stackSchema,
    schemaAt: { endpoint: endpointSchema },
    default: {},
    at: ["stack", "endpoint"],
    words:
        "The API Center that the APIs are registered in, with their documents for callers. They are not unless this is set. An " +
        "endpoint can set `lifecycleStage`, or `false` not to be registered. docs/catalogue.md says what an entry has and which " +
        "role the deploying identity needs.",
    example: {
        service:
            "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-catalogue/providers/" +
            "Microsoft.ApiCenter/services/contoso",
        environment: "production",
    },
    combine: apiCenterOf,
});
