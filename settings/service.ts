import { z } from "zod";
import { flag, members, notLongerThan, text } from "./schema";
import { setting } from "./setting";
import { unitsProblem } from "./serviceUnits";

/** The API Management service: an existing one, or how to create it. */
export type ServiceSettings = z.infer<typeof serviceSchema>;

/** Tiers that a new service can have. */
export const newServiceTiers = [
    "Consumption",
    "Developer",
    "Basic",
    "Standard",
    "Premium",
    "BasicV2",
    "StandardV2",
    "PremiumV2",
] as const;

const createSchema = members({
    sku: z
        .enum(newServiceTiers, { error: `must be one of ${newServiceTiers.join(", ")}` })
        .describe("Tier of the new service."),
    capacity: z
        .int({ error: "must be a whole number of units" })
        .min(0, "must not be negative")
        .optional()
        .describe(
            "Scale units: Consumption 0, Developer 1, Basic 1 to 2, Standard 1 to 4, Premium 1 or more, BasicV2 and " +
                "StandardV2 1 to 10, PremiumV2 1 to 30. The default is 1, for Consumption 0.",
        ),
    publisherName: text("the organisation that publishes the APIs")
        .min(1, "must not be empty")
        .superRefine(notLongerThan(100))
        .describe("Organisation that publishes the APIs. Callers see it in the portal."),
    publisherEmail: z
        .email({ error: "must be an e-mail address, e.g. apis@contoso.example" })
        .superRefine(notLongerThan(100))
        .describe("E-mail address that the service sends its notifications to."),
    developerPortal: flag
        .optional()
        .describe(
            "Whether the developer portal is on. Without it, a new service has none, and one that somebody turned " +
                "on by hand " +
                "stays on.",
        ),
    softDeleted: z
        .enum(["refuse", "restore", "purge"], {
            error: 'must be "refuse", "restore" (the deleted service comes back) or "purge" (it is deleted permanently)',
        })
        .optional()
        .meta({
            default: "refuse",
            description:
                "How to handle a service of this name that was deleted within 48 hours, which Azure keeps. " +
                "`refuse` stops " +
                "the preview. `restore` brings it back; the update after that applies the settings. `purge` " +
                "deletes it permanently before the new one is created.",
        }),
    location: text("an Azure region, e.g. westeurope")
        .optional()
        .describe("Azure region. The default is `azure-native:location`."),
})
    .refine(({ sku, developerPortal }) => !developerPortal || sku !== "Consumption", {
        path: ["developerPortal"],
        error: "must not be true: the Consumption tier has no developer portal",
    })
    .superRefine(({ sku, capacity }, context) => {
        const problem = capacity === undefined ? undefined : unitsProblem(sku, capacity);
        if (problem) context.addIssue({ code: "custom", path: ["capacity"], message: problem });
    });

const serviceSchema = members({
    name: text("the name of the API Management service")
        .regex(
            /^[a-zA-Z](?:[a-zA-Z0-9-]{0,48}[a-zA-Z0-9])?$/,
            "must be 1 to 50 letters, digits and hyphens, begin with a letter and not end with a hyphen",
        )
        .describe("Name of the service. Its host is `<name>.azure-api.net`."),
    resourceGroup: text("the resource group of the API Management service")
        .min(1, "must not be empty")
        .optional()
        .describe("Resource group of the service. A new service without it gets a group of its own."),
    create: createSchema.optional().describe("The new service to create. Without it, the service exists already."),
}).refine((service) => service.create || service.resourceGroup, {
    path: ["resourceGroup"],
    error: "is missing. Set it to the resource group of the existing service, or add create to create a new service",
});

export const service = setting({
    schema: serviceSchema,
    default: {},
    needed: true,
    at: ["stack"],
    words:
        "The API Management service that the APIs are published in. `name` and `resourceGroup` name an existing " +
        "service; " +
        "`create` creates a new one, which is destroyed with the stack.",
    example: { name: "apim-contoso", resourceGroup: "rg-apis" },
});
