import { z } from "zod";
import { members, notLongerThan, text } from "./schema";
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
    /** Tier of the new service. */
    sku: z.enum(newServiceTiers, { error: `must be one of ${newServiceTiers.join(", ")}` }),
    /**
     * Scale units. Consumption has none, Developer 1, Basic 1 to 2, Standard 1 to 4, Premium 1 or more, BasicV2 and StandardV2
     * 1 to 10, PremiumV2 1 to 30. @default 1, and 0 for Consumption
     */
    capacity: z.int({ error: "must be a whole number of units" }).min(0, "must not be negative").optional(),
    /** Who publishes the APIs; callers see it in the portal. */
    publisherName: text("the organisation that publishes the APIs")
        .min(1, "must not be empty")
        .superRefine(notLongerThan(100)),
    /** Where the service sends its notifications. */
    publisherEmail: z
        .email({ error: "must be an e-mail address, e.g. apis@contoso.example" })
        .superRefine(notLongerThan(100)),
    /**
     * Whether the developer portal is on. A portal that somebody turned on by hand stays on where this is not set.
     *
     * @default a new service has none
     */
    developerPortal: z.boolean({ error: "must be true or false" }).optional(),
    /**
     * What becomes of a service of the name that was deleted within 48 hours, and that Azure keeps so long: `refuse` to go
     * on, `restore` it in place of a new one, or `purge` it for good. @default "refuse"
     */
    softDeleted: z
        .enum(["refuse", "restore", "purge"], {
            error: 'must be "refuse", "restore" (the deleted service comes back) or "purge" (it is deleted for good)',
        })
        .optional(),
    /** @default azure-native:location */
    location: text("an Azure region, e.g. westeurope").optional(),
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
    /** Name of the service; it becomes the host name `<name>.azure-api.net`. */
    name: text("the name of the API Management service").regex(
        /^[a-zA-Z](?:[a-zA-Z0-9-]{0,48}[a-zA-Z0-9])?$/,
        "must be 1 to 50 letters, digits and hyphens, begin with a letter and not end with a hyphen",
    ),
    /** Group that the service is in. A new service without one gets a group of its own. */
    resourceGroup: text("the resource group of the API Management service").min(1, "must not be empty").optional(),
    /** Present: the service is created with the stack and destroyed with it. Absent: it exists already. */
    create: createSchema.optional(),
}).refine((service) => service.create || service.resourceGroup, {
    path: ["resourceGroup"],
    error: "is missing. Set it to the resource group of the existing service, or add create to have one made",
});

export const service = setting({
    schema: serviceSchema,
    default: {},
    needed: true,
    at: ["stack"],
    words:
        "The API Management service that the APIs are published in. `name` and `resourceGroup` name an existing service; " +
        "`create` makes a new one, which is destroyed with the stack.",
    example: { name: "apim-contoso", resourceGroup: "rg-apis" },
});
