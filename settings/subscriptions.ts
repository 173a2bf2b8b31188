import type { z } from "zod";
import { azureId, formOf, label, members, text } from "./schema";

/** A subscription's name. */
export const subscriptionName = text("a subscription's name").regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,78}[A-Za-z0-9])?$/,
    "must be a subscription's name: 1 to 80 letters, digits, hyphens and underscores, with a letter or digit at both ends",
);

const expires = text("a date, e.g. 2027-01-31")
    .regex(/^\d{4}-\d\d-\d\d$/, "must be a date: <year>-<month>-<day>, e.g. 2027-01-31")
    .refine(isOfCalendar, "must be a date that exists");

const rotateKeys = text("a text that is new for each rotation, e.g. 2026-11-28").regex(
    /^[A-Za-z0-9._-]{1,64}$/,
    "must be a text that is new for each rotation, e.g. 2026-11-28: 1 to 64 letters, digits and . _ -",
);

/** Longest name of a secret, less what comes after the prefix. */
const longestPrefix = 127 - "-url".length;

const keyVault = members({
    vaultId: azureId("Microsoft.KeyVault/vaults", "the vault's resource id").describe("Resource id of the vault."),
    prefix: text("how the secrets' names begin, e.g. models")
        .regex(
            new RegExp(`^[A-Za-z0-9-]{1,${longestPrefix}}$`),
            `must be how the secrets' names begin: 1 to ${longestPrefix} letters, digits and hyphens`,
        )
        .optional()
        .describe(
            "How the secrets' names begin: they are `<prefix>-url` and `<prefix>-key`. The default is the subscription's " +
                "identifier in the service, e.g. `gold-support-desk`.",
        ),
});

const objectSchema = members({
    name: subscriptionName.describe("Name of the subscription."),
    owner: label("who answers for the keys, e.g. a mail address", 256)
        .optional()
        .describe("Who answers for the keys, e.g. a mail address."),
    keyVault: keyVault.optional().describe("The vault that has the URL and the key as secrets."),
    rotateKeys: rotateKeys
        .optional()
        .describe(
            "A text, e.g. today's date. Each new one rotates the keys: it regenerates the key that callers do not have, " +
                "and hands it out. The other key works until the next rotation.",
        ),
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

/** The secrets that have the URL and the key of a subscription. */
export interface KeySecretNames {
    /** Azure resource id of the vault. */
    readonly vaultId: string;
    /** Name of the secret with the URL. */
    readonly urlSecret: string;
    /** Name of the secret with the key. */
    readonly keySecret: string;
}

/**
 * @param sid the subscription's identifier in the service
 * @returns undefined where no vault has its key
 */
export function keySecretNames(sid: string, { keyVault }: SubscriptionSettings): KeySecretNames | undefined {
    if (!keyVault) return undefined;
    // Secrets have no underscores.
    const { vaultId, prefix = sid.replaceAll("_", "-") } = keyVault;
    return { vaultId, urlSecret: `${prefix}-url`, keySecret: `${prefix}-key` };
}

/** A secret of a vault that two subscriptions would have, and names that are too long: one line each with the fix. */
export function keySecretProblems(
    subscriptions: readonly { readonly sid: string; readonly at: string; readonly settings: SubscriptionSettings }[],
): string[] {
    const named = subscriptions.flatMap(({ sid, at, settings }) => {
        const names = keySecretNames(sid, settings);
        return names ? [{ at: `${at}.keyVault`, ...names }] : [];
    });
    return named.flatMap(({ at, vaultId, keySecret }, index) => {
        const isSame = (other: KeySecretNames) =>
            `${other.vaultId} ${other.keySecret}`.toLowerCase() === `${vaultId} ${keySecret}`.toLowerCase();
        const other = named.slice(0, index).find(isSame);
        return [
            ...(keySecret.length > longestPrefix + "-key".length
                ? [`${at}.prefix is missing, and "${keySecret}" is too long for a secret's name. Set a shorter prefix`]
                : []),
            ...(other ? [`${at} has the same secret "${keySecret}" as ${other.at}. Set another prefix`] : []),
        ];
    });
}

/** A month has as many days as it has: the next one begins otherwise. */
function isOfCalendar(date: string): boolean {
    const time = Date.parse(date);
    return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}
