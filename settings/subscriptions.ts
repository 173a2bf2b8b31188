import type { z } from "zod";
import { formOf, label, members, text } from "./schema";

/** A subscription's name. */
export const subscriptionName = text("a subscription's name").regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,78}[A-Za-z0-9])?$/,
    "must be a subscription's name: 1 to 80 letters, digits, hyphens and underscores, with a letter or digit at both ends",
);

const expires = text("a date, e.g. 2027-01-31")
    // The engine passes on a date that has no quotes in YAML as its midnight, in the words of Go.
    .regex(/^\d{4}-\d\d-\d\d( 00:00:00 \+0000 UTC)?$/, "must be a date: <year>-<month>-<day>, e.g. 2027-01-31")
    .transform((date) => date.slice(0, 10))
    .refine(isOfCalendar, "must be a date that exists");

const objectSchema = members({
    name: subscriptionName.describe("Name of the subscription."),
    owner: label("who answers for the keys, e.g. a mail address", 256)
        .optional()
        .describe("Who answers for the keys, e.g. a mail address."),
    expires: expires
        .optional()
        .describe(
            "The last day, in UTC, on which the keys are meant to be used, e.g. `2027-01-31`. From 14 days before it " +
                "on, previews warn. Nothing is ever disabled: the keys go on to work.",
        ),
});

/** A subscription of the stack: what its keys are for is told beside it. */
export type SubscriptionSettings = z.infer<typeof objectSchema>;

/** A name alone, or an object. */
export const subscriptionSchema = formOf<string | SubscriptionSettings, string | z.input<typeof objectSchema>>(
    (value) => (typeof value === "string" ? subscriptionName : objectSchema),
    [subscriptionName, objectSchema],
);

/** The same as an object. */
export function subscriptionOf(given: string | SubscriptionSettings): SubscriptionSettings {
    return typeof given === "string" ? { name: given } : given;
}

/** A month has as many days as it has: the next one begins otherwise. */
function isOfCalendar(date: string): boolean {
    const time = Date.parse(date);
    return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}
