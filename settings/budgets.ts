import { z } from "zod";
import type { PricesSettings } from "./prices";
import { azureId, members, text } from "./schema";
import { setting } from "./setting";

/** An amount that the tokens of a month should not cost. */
export interface Budget {
    /** What its alerts are called. */
    readonly name: string;
    /** In the currency of the prices. */
    readonly amount: number;
    /** Whose cost it is about: that of the whole stack, of each product, or of each caller. */
    readonly per: "stack" | "product" | "caller";
    /** The products or the callers (subscriptions) that it is about, by their identifiers. @default all */
    readonly only?: readonly string[];
    /** Who gets a mail. */
    readonly mails: readonly string[];
    /** Azure resource ids of action groups. */
    readonly actionGroups: readonly string[];
}

const list = <Item extends z.ZodType>(item: Item, what: string) =>
    z.array(item, { error: `must be a list of ${what}` });

const budgetSchema = members({
    name: text("a name for the budget's alerts")
        .regex(
            /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38}[A-Za-z0-9])?$/,
            "must be a name for the budget's alerts: 1 to 40 letters, digits and hyphens, with a letter or digit at both ends",
        )
        .describe("Name of the budget in its alerts."),
    amount: z
        .number({ error: "must be an amount above 0, in the currency of serving-gateway:prices" })
        .positive("must be an amount above 0, in the currency of serving-gateway:prices")
        .min(0.01, "must be at least 0.01")
        .max(1_000_000_000, "must not be more than 1000000000")
        .describe("Amount for a month, in the currency of `prices`."),
    per: z
        .enum(["stack", "product", "caller"], { error: "must be stack, product or caller" })
        .default("stack")
        .describe(
            "Whose cost the amount is about: that of the whole stack, of each product, or of each caller, which is a " +
                "subscription.",
        ),
    only: list(text("an identifier").regex(/^[^\p{C}*#&+:<>?]{1,256}$/u, "must be an identifier"), "identifiers")
        .min(1, "is empty. List a product or a subscription, or remove only")
        .optional()
        .describe("Identifiers of the products or the subscriptions that it is about. The default is all of them."),
    mails: list(z.email("must be an address for mail, e.g. ml-platform@contoso.example"), "addresses for mail")
        .max(10, "must not have more than 10 addresses. Send to a distribution list")
        .default([])
        .describe("Addresses that get a mail."),
    actionGroups: list(azureId("Microsoft.Insights/actionGroups", "the resource id of an action group"), "resource ids")
        .max(4, "must not have more than 4 action groups")
        .default([])
        .describe("Resource ids of action groups that exist: what else happens at an alert."),
}).superRefine(({ per, only = [], mails, actionGroups }, context) => {
    // Azure takes no two receivers of one name, and compares names without case.
    for (const [key, all] of Object.entries({ only, mails, actionGroups })) {
        const names = all.map((each) => each.toLowerCase());
        const twice = names.findIndex((name, index) => names.indexOf(name) < index);
        if (twice < 0) continue;
        const message = `is listed already ("${all[twice]!}"). Remove one`;
        context.addIssue({ code: "custom", path: [key, twice], message });
    }
    const add = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (per === "stack" && only.length > 0)
        add("only", "is for budgets per product or caller. Set per, or remove only");
    if (mails.length + actionGroups.length === 0) {
        add("mails", "and actionGroups are both missing: nobody would hear of an alert. Set one of them");
    }
});

const budgetsSchema = list(budgetSchema, "budgets")
    .max(20, "must not have more than 20 budgets")
    .superRefine((budgets, context) => {
        budgets.forEach(({ name }, index) => {
            const same = (other: { readonly name: string }) => other.name.toLowerCase() === name.toLowerCase();
            if (budgets.findIndex(same) === index) return;
            const message = `is the name of another budget ("${name}"). Give it another one`;
            context.addIssue({ code: "custom", path: [index, "name"], message });
        });
    });

/** @returns what budgets need and the stack does not have */
export function budgetProblems(
    budgets: readonly Budget[],
    prices: PricesSettings | undefined,
    products: readonly { readonly name: string }[],
): string[] {
    if (budgets.length > 0 && !prices) {
        return ["serving-gateway:budgets are amounts of money. Set serving-gateway:prices, or remove budgets"];
    }
    return budgets.flatMap(({ per, only = [] }, index) => {
        const unknown = per === "product" ? only.filter((id) => !products.some(({ name }) => name === id)) : [];
        return unknown.map(
            (id) =>
                `serving-gateway:budgets[${index}].only names "${id}", which serving-gateway:products does not list. ` +
                "Add the product, or correct the name",
        );
    });
}

export const budgets = setting({
    schema: budgetsSchema,
    default: [],
    at: ["stack"],
    words:
        "Amounts that the tokens of a month should not cost, with alerts at 50, 80 and 100 %. Alerts tell what the month " +
        "costs at the pace of the last 24 hours, because Azure Monitor's alerts on logs see two days at most; the " +
        "workbook shows the month so far. They need `prices`. docs/cost.md has the details.",
    example: [
        { name: "models", amount: 2000, mails: ["ml-platform@contoso.example"] },
        {
            name: "each-team",
            amount: 300,
            per: "product",
            actionGroups: [
                "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-observability/providers/" +
                    "Microsoft.Insights/actionGroups/ag-platform",
            ],
        },
    ],
});
