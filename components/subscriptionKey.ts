import * as apim from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";

/** The service that a subscription is in. */
export interface SubscriptionPlace {
    readonly resourceGroupName: pulumi.Input<string>;
    readonly serviceName: pulumi.Input<string>;
}

/** One of the two keys of a subscription. */
export type WhichKey = "primary" | "secondary";

/**
 * A key of a subscription. Secret.
 *
 * Where it cannot be read, because somebody deleted the subscription or what it belongs to, or for want of a right, one
 * line says so with the fix and the command fails at its end. Everything else of the stack goes on until then.
 *
 * @param owner what callers use the key for, in words, e.g. `endpoint "churn"`
 * @param which of the two keys. @default primary
 * @returns undefined where it cannot be read
 */
export function subscriptionKey(
    owner: string,
    { resourceGroupName, serviceName }: SubscriptionPlace,
    subscription: apim.Subscription,
    which: pulumi.Input<WhichKey> = "primary",
): pulumi.Output<string | undefined> {
    const place = pulumi.all([resourceGroupName, serviceName, subscription.name, which]);
    const key = place.apply(async ([resourceGroup, service, sid, which]) => {
        const problem = async (what: string) => {
            await pulumi.log.error(`${owner}: the key of subscription "${sid}" cannot be read: ${what}`, subscription);
            // A logged error alone lets the command end well. This is how @pulumi/pulumi says that it failed for a reason
            // that the user has been told (cmd/run, nodeJSProcessExitedAfterLoggingUserActionableMessage).
            process.exitCode = 32;
            return undefined;
        };
        try {
            const args = { resourceGroupName: resourceGroup, serviceName: service, sid };
            const { primaryKey, secondaryKey } = await apim.listSubscriptionSecrets(args);
            const key = which === "secondary" ? secondaryKey : primaryKey;
            return typeof key === "string" && key !== "" ? key : await problem(noKey);
        } catch (error) {
            return problem(inWords((error as Error).message));
        }
    });
    return pulumi.secret(key);
}

const noKey =
    "Azure answered without a key. Check whether a proxy answers in its place. Otherwise run the command again in " +
    "a few minutes.";

/**
 * The message itself may hold what Azure answered, and that may be a key: only its status and code are shown. azure-native
 * has written them in two forms (`Status=404 Code="..."` and `RESPONSE 404: ... ERROR CODE: ...`).
 */
function inWords(message: string): string {
    const status = /\bStatus=(\d{3})\b|\bRESPONSE (\d{3})\b|\bStatusCode=(\d{3})\b/
        .exec(message)
        ?.slice(1)
        .find(Boolean);
    const code = /\bCode="(\w{1,64})"|\bERROR CODE: (\w{1,64})/.exec(message)?.slice(1).find(Boolean);
    if (!status) return "Azure did not answer correctly. Run the command again in a few minutes.";
    const answered = `Azure answered ${status}${code ? ` (${code})` : ""}`;
    if (status === "404") {
        return (
            `${answered}. The subscription, or what it belongs to, was deleted. Run \`pulumi refresh\`, then ` +
            "`pulumi up`, which creates what is missing, with a new key."
        );
    }
    if (status === "401" || status === "403") {
        return (
            `${answered}. Give the deploying identity a role that allows ` +
            "Microsoft.ApiManagement/service/subscriptions/listSecrets/action (docs/threat-model.md)."
        );
    }
    return `${answered}. Run the command again in a few minutes.`;
}
