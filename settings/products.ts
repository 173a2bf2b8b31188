import { z } from "zod";
import { rows } from "./rows";
import { flag, label, members, text, wholeNumber } from "./schema";
import { setting, shapeAt } from "./setting";
import { subscriptionOf, subscriptionSchema } from "./subscriptions";

/** Who sees a product in the catalogue and may subscribe to it. */
export interface GroupSettings {
    /** Its identifier in the service. */
    readonly name: string;
    readonly displayName: string;
    readonly description?: string;
    /** Of a group of Microsoft Entra, whose members it has then. */
    readonly externalId?: string;
    /** It is in the service already, and stays there. */
    readonly existing: boolean;
}

/** Groups that every service has. */
export const builtInGroups: readonly string[] = ["administrators", "developers", "guests"];

const id = (what: string) =>
    text(what).regex(
        /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,78}[A-Za-z0-9])?$/,
        `must be ${what}: 1 to 80 letters, digits, hyphens and underscores, with a letter or digit at both ends`,
    );

const list = <Item extends z.ZodType>(item: Item, what: string) =>
    z.array(item, { error: `must be a list of ${what}` });

const groupSchema = members({
    name: id("a group's identifier").describe("Identifier of the group."),
    displayName: label("the name that the catalogue shows", 300)
        .optional()
        .describe("Name that the catalogue shows. The default is `name`."),
    description: label("what the group is for", 1000).optional().describe("What the group is for."),
    externalId: text("the identifier of a group of Microsoft Entra")
        .regex(
            /^aad:\/\/[A-Za-z0-9.-]+\/groups\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
            "must be the identifier of a group of Microsoft Entra: aad://<tenant>/groups/<object id>",
        )
        .optional()
        .describe("A group of Microsoft Entra whose members it has: `aad://<tenant>/groups/<object id>`."),
    existing: flag
        .default(false)
        .describe("Whether the service has the group already and keeps it. The entry has only `name` then."),
})
    .superRefine(({ name, existing, displayName, description, externalId }, context) => {
        const add = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
        if (builtInGroups.includes(name))
            add("name", "is a group that every service has. Use another name, or remove the entry");
        if (existing && (displayName ?? description ?? externalId)) {
            add(
                "existing",
                "is true, and the entry has members that would change the existing group. Remove " +
                    "existing, or everything but the name",
            );
        }
    })
    .transform((group): GroupSettings => ({ ...group, displayName: group.displayName ?? group.name }));

export const groups = setting({
    schema: list(groupSchema, "groups, e.g. - name: risk-team"),
    default: [],
    at: ["stack"],
    words:
        "The groups that see products, in addition to administrators, developers and guests, which every service " +
        "has. The Consumption " +
        "tier has no groups, the Basic tier none of Microsoft Entra.",
    example: [{ name: "data-science", displayName: "Data science" }],
});

const productSchema = members({
    name: id("a product's identifier").describe("Identifier of the product."),
    displayName: label("the name that the catalogue shows", 300)
        .optional()
        .describe("Name that the catalogue shows. The default is `name`."),
    description: label("what the product offers", 1000).optional().describe("What the product offers."),
    terms: label("the terms of use", 10_000).optional().describe("Terms of use that subscribers agree to."),
    endpoints: list(
        text("an endpoint").regex(
            /^[A-Za-z0-9._*?-]{1,255}$/,
            "must be an endpoint's name, or a pattern of it with * (any characters) and ? (any one)",
        ),
        "endpoints: names, or patterns with * and ?",
    )
        .min(1, "lists no endpoint. Name one, or a pattern, e.g. *")
        .describe("Names of endpoints, or patterns with `*` and `?`."),
    published: flag
        .default(true)
        .describe("Whether the catalogue shows the product. Keys of one that is not published work."),
    approval: flag.default(false).describe("Whether an administrator has to approve a subscription."),
    subscriptionsLimit: wholeNumber(1, 10_000, "a whole number of at least 1")
        .optional()
        .describe("Number of subscriptions that one user may have. Without it, there is no limit."),
    groups: list(id("a group's identifier"), "groups")
        .default([])
        .describe("Groups that see the product, in addition to administrators, who see every product."),
    subscriptions: list(subscriptionSchema, "subscriptions: names, or objects with a name")
        .default([])
        .describe(
            "The subscriptions that the stack creates: names, or objects that say more (docs/keys.md). Their keys are in " +
                "the output `productKeys`.",
        ),
    deleteSubscriptions: flag.optional().meta({
        default: false,
        description:
            "Whether subscriptions that the stack did not create are deleted with the product. Otherwise the " +
            "product is not " +
            "deleted while it has any.",
    }),
    ...shapeAt(rows, "product"),
    existing: flag.optional().meta({
        default: false,
        description:
            "Whether the service has the product already and keeps it. Only `name`, `endpoints`, `subscriptions` and " +
            "`mcp` can be set then.",
    }),
}).superRefine(({ existing, ...product }, context) => {
    if (!existing) return;
    const changing = Object.entries({
        displayName: product.displayName,
        description: product.description,
        terms: product.terms,
        published: product.published ? undefined : false,
        approval: product.approval || undefined,
        subscriptionsLimit: product.subscriptionsLimit,
        groups: product.groups.length > 0 || undefined,
        limits: product.limits,
        ipFilter: product.ipFilter,
        policies: product.policies,
        deleteSubscriptions: product.deleteSubscriptions || undefined,
    })
        .filter(([, value]) => value !== undefined)
        .map(([name]) => name);
    if (changing.length === 0) return;
    const message =
        `is true, and ${changing.join(", ")} would change a product that is not the stack's. Remove ` +
        "them, or existing";
    context.addIssue({ code: "custom", path: ["existing"], message });
});

/** Several endpoints that callers subscribe to together. */
export type ProductSettings = z.infer<typeof productSchema>;

export const products = setting({
    schema: list(productSchema, "products, e.g. - name: gold"),
    default: [],
    at: ["stack"],
    words:
        "What callers subscribe to: several endpoints each, with keys that open all of them. Each endpoint also " +
        "has a key of its own (output `subscriptionKeys`).",
    example: [{ name: "all-models", endpoints: ["*"], groups: ["developers"], subscriptions: ["support-desk"] }],
});

/** Identifier of a subscription to a product: unique in the service. */
export function subscriptionId(product: { readonly name: string }, subscription: string): string {
    return `${product.name}-${subscription}`;
}

interface Published {
    readonly workspace?: string;
    readonly name: string;
    readonly apiId: string;
}

/** Whether what a product lists may stand for several endpoints, or for none yet. */
export function isPattern(listed: string): boolean {
    return /[*?]/.test(listed);
}

/**
 * What is listed twice, or names what is not listed, one line each with the fix.
 *
 * @param others names of endpoints that are not published yet; undefined where `endpoints` are not all that will be
 */
export function productProblems(
    products: readonly ProductSettings[],
    groups: readonly GroupSettings[] | undefined,
    endpoints: readonly Published[],
    others: readonly string[] | undefined,
): string[] {
    const known = [...builtInGroups, ...(groups ?? []).map(({ name }) => name)];
    const named = (list: string, names: readonly string[]) =>
        twice(names, (index) => `serving-gateway:${list}[${index}].name`);
    const ids = [
        ...endpoints.map(({ apiId }) => ({ id: apiId, what: `the subscription of the API "${apiId}"` })),
        ...products.flatMap((product) =>
            product.subscriptions.map(subscriptionOf).map(({ name }) => ({
                id: subscriptionId(product, name),
                what: `the subscription "${name}" of product "${product.name}"`,
            })),
        ),
    ];
    return [
        ...named(
            "groups",
            (groups ?? []).map(({ name }) => name),
        ),
        ...named(
            "products",
            products.map(({ name }) => name),
        ),
        ...sharedDisplayNames(products),
        ...ids.flatMap(({ id, what }, index) => {
            const other = ids.slice(0, index).find((one) => one.id.toLowerCase() === id.toLowerCase());
            if (!other || index < endpoints.length) return [];
            return (
                `serving-gateway:products: ${other.what} and ${what} would both be the subscription "${id}". ` +
                "Rename one"
            );
        }),
        ...(others ? products.flatMap((product, index) => unknownEndpoints(product, index, endpoints, others)) : []),
        ...products.flatMap((product, index) =>
            product.groups
                .filter((group, at) => product.groups.indexOf(group) < at)
                .map((group) => `serving-gateway:products[${index}].groups names "${group}" twice. Remove one`),
        ),
        ...products.flatMap((product, index) =>
            product.groups
                .filter((group) => groups !== undefined && !known.includes(group))
                .map(
                    (group) =>
                        `serving-gateway:products[${index}].groups names "${group}", which is neither in ` +
                        "serving-gateway:groups " +
                        `nor one of ${builtInGroups.join(", ")}. Add it there (existing: true, if the service has ` +
                        "it already)",
                ),
        ),
    ];
}

/** Azure refuses the second product of a display name. Of one that exists already, the stack says none. */
function sharedDisplayNames(products: readonly ProductSettings[]): string[] {
    const names = products.map(({ name, displayName = name, existing }) => (existing ? undefined : displayName));
    return names.flatMap((name, index) => {
        const other = names.indexOf(name);
        // The same identifier is told already.
        const isTold = other === index || products[other]!.name.toLowerCase() === products[index]!.name.toLowerCase();
        if (name === undefined || isTold) return [];
        return (
            `serving-gateway:products[${index}].displayName "${name}" is also that of products[${other}], and Azure allows ` +
            "only one product of that name. Change one"
        );
    });
}

/** A pattern may fit nothing yet. A name that is written out is meant. */
function unknownEndpoints(
    product: ProductSettings,
    index: number,
    endpoints: readonly Published[],
    others: readonly string[],
): string[] {
    const known = endpoints.flatMap(({ workspace, name, apiId }) =>
        workspace === undefined ? [name, apiId] : [apiId],
    );
    return product.endpoints
        .filter((name) => !isPattern(name) && !known.includes(name) && !others.includes(name))
        .map((name) => {
            const place = `serving-gateway:products[${index}].endpoints names "${name}"`;
            const [elsewhere] = endpoints.filter((each) => each.name === name);
            return elsewhere
                ? `${place}, which is in workspace "${elsewhere.workspace}". Name it as "${elsewhere.apiId}"`
                : `${place}, which is not published. Add it to serving-gateway:endpoints, or remove it here`;
        });
}

/** Azure compares names of resources without case. */
function twice(names: readonly string[], at: (index: number) => string): string[] {
    return names.flatMap((name, index) =>
        names.slice(0, index).some((other) => other.toLowerCase() === name.toLowerCase())
            ? `${at(index)} "${name}" is listed already. Remove one`
            : [],
    );
}
