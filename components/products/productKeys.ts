import * as apim from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import { type KeyFacts, keyNotice } from "../../settings/keyExpiry";
import { type ProductSettings, subscriptionId } from "../../settings/products";
import { keySecretNames, subscriptionOf, type SubscriptionSettings } from "../../settings/subscriptions";
import { subscriptionKey, type WhichKey } from "../subscriptionKey";
import { type Registered, want, type Wanted } from "../wanted";
import { chain } from "./chain";
import { KeyRotation } from "./keyRotation";
import { fingerprintOf, KeySecrets, type KeySecretsArgs, secretKey, subscriptionTag } from "./keySecrets";

/** A product with the service that it is in, as far as its keys need it. */
interface Product extends Pick<ProductSettings, "name" | "subscriptions"> {
    readonly resourceGroupName: pulumi.Input<string>;
    readonly serviceName: pulumi.Input<string>;
    readonly gatewayUrl?: pulumi.Input<string>;
    readonly namePrefix?: string;
    readonly savedSecrets?: ReadonlyMap<string, string>;
}

/**
 * Declares a product's subscriptions, one after the other, and the secrets that have their keys.
 *
 * @param name of the product's component
 * @param scope what the keys open
 * @param before what the subscriptions are made after
 * @returns their keys, by their names. Secret; undefined where one cannot be read
 */
export function declareKeys(
    name: string,
    product: Product,
    scope: pulumi.Input<string>,
    before: readonly pulumi.Resource[],
    parent: pulumi.Resource,
): Record<string, pulumi.Output<string | undefined>> {
    const subscription = chain<apim.Subscription>(before);
    const keys = product.subscriptions.map(subscriptionOf).map((settings) => {
        const { name: subscriber } = settings;
        const args = subscriptionArgs(product, subscriber, scope);
        const made = subscription(
            (dependsOn) => new apim.Subscription(subscriptionName(name, subscriber), args, { parent, dependsOn }),
        );
        const current = rotationOf(name, product, settings, made, parent)?.current;
        const key = subscriptionKey(`product "${product.name}"`, product, made, current);
        const secrets = secretsOf(product, settings, made, key, current);
        if (secrets) new KeySecrets(`${name}:secrets:${subscriber}`, secrets, { parent });
        return [subscriber, key] as const;
    });
    return Object.fromEntries(keys);
}

const subscriptionName = (name: string, subscriber: string) => `${name}:subscription:${subscriber}`;

/** What `declareKeys` declares in Azure Resource Manager. */
export function wantedKeys(
    name: string,
    product: ProductSettings,
    parents: readonly Registered[],
    namePrefix: string,
): Wanted[] {
    return product.subscriptions
        .map(subscriptionOf)
        .map(({ name: subscriber }) =>
            want(
                "apimanagement:Subscription",
                subscriptionName(name, subscriber),
                parents,
                { sid: namePrefix + subscriptionId(product, subscriber) },
                { displayName: subscriber, scope: scopeOf(product), state: "active" },
            ),
        );
}

/** A product below its service, as Azure takes it for the scope of a subscription. */
export function scopeOf({ name }: Pick<ProductSettings, "name">): string {
    return `/products/${name}`;
}

/** Identifiers of a product's subscriptions. */
export function sidsOf(product: Product): string[] {
    return product.subscriptions.map((each) => sidOf(product, subscriptionOf(each).name));
}

function sidOf(product: Product, subscriber: string): string {
    return (product.namePrefix ?? "") + subscriptionId(product, subscriber);
}

function subscriptionArgs(product: Product, subscriber: string, scope: pulumi.Input<string>): apim.SubscriptionArgs {
    return {
        resourceGroupName: product.resourceGroupName,
        serviceName: product.serviceName,
        sid: sidOf(product, subscriber),
        displayName: subscriber,
        scope,
        state: "active",
    };
}

/** The rotation of a subscription's keys, where its settings ask for one. */
function rotationOf(
    name: string,
    product: Product,
    settings: SubscriptionSettings,
    subscription: apim.Subscription,
    parent: pulumi.Resource,
): KeyRotation | undefined {
    const { name: subscriber, rotateKeys } = settings;
    if (rotateKeys === undefined) return undefined;
    const names = keySecretNames(sidOf(product, subscriber), settings);
    const args = {
        subscriptionId: subscription.id,
        marker: rotateKeys,
        subject: `product "${product.name}": the keys of subscription "${subscriber}"`,
        place: names
            ? `This deployment writes it to secret "${names.keySecret}" of the key vault.`
            : "The output productKeys has it: pulumi stack output productKeys --show-secrets.",
    };
    return new KeyRotation(`${name}:rotation:${subscriber}`, args, { parent });
}

/** What a vault has of a subscription, where its settings name one. */
function secretsOf(
    product: Product,
    settings: SubscriptionSettings,
    subscription: apim.Subscription,
    key: pulumi.Output<string | undefined>,
    current: pulumi.Output<WhichKey> | undefined,
): KeySecretsArgs | undefined {
    const sid = sidOf(product, settings.name);
    const names = keySecretNames(sid, settings);
    const before = names && product.savedSecrets?.get(secretKey(names));
    const { serviceName, gatewayUrl = pulumi.interpolate`https://${serviceName}.azure-api.net` } = product;
    return (
        names && {
            ...names,
            url: gatewayUrl,
            subscriptionId: subscription.id,
            fingerprint: fingerprintOf(key),
            ...(current && { current }),
            ...(before !== undefined && before !== sid && { takesOver: true }),
            tags: {
                "serving-gateway-stack": `${pulumi.getProject()}/${pulumi.getStack()}`,
                "serving-gateway-service": serviceName,
                [subscriptionTag]: sid,
            },
        }
    );
}

/** What is known of a product's keys, by the names of their subscriptions. */
export function keyFacts(product: Product): Record<string, KeyFacts> {
    return Object.fromEntries(
        product.subscriptions.map(subscriptionOf).flatMap((settings) => {
            const { name, owner, expires } = settings;
            const names = keySecretNames(sidOf(product, name), settings);
            const secrets = names && { vaultId: names.vaultId, url: names.urlSecret, key: names.keySecret };
            return (owner ?? expires ?? secrets) === undefined ? [] : [[name, { owner, expires, secrets }] as const];
        }),
    );
}

/** Warns of keys that are meant to end soon, or to have ended. */
export function announceKeys(product: string, facts: Readonly<Record<string, KeyFacts>>, owner: pulumi.Resource): void {
    for (const [name, each] of Object.entries(facts)) {
        const notice = keyNotice(product, name, each, Date.now());
        if (notice?.isDue) void pulumi.log.warn(`${notice.text}.`, owner);
    }
}
