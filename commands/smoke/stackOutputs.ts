import type { KeyFacts } from "../../settings/keyExpiry";
import type { CallersNeeds } from "../../transforms/publication/callers/callersFacts";

/** What `pulumi stack output --json --show-secrets` says, as far as it is read here. It holds keys: it is never printed. */
export interface StackOutputs {
    readonly subscriptionKeys?: Readonly<Record<string, string | undefined>>;
    /** Per product, by the names of its subscriptions. */
    readonly productKeys?: Readonly<Record<string, Readonly<Record<string, string | undefined>>>>;
    /** Per product and subscription: what the settings say of its keys. */
    readonly subscriptions?: Readonly<Record<string, Readonly<Record<string, KeyFacts>>>>;
    /** URLs of MCP servers. */
    readonly mcpServers?: Readonly<Record<string, string>>;
    readonly openai?: SharedOutput;
    readonly openaiKey?: string;
    readonly databricks?: SharedOutput;
    readonly databricksKey?: string;
}

/** An API that models share. */
export interface SharedOutput {
    readonly url: string;
    /** What callers call them. */
    readonly models: readonly string[];
}

/** What a caller proves itself with. */
export interface Credentials {
    /** Of a subscription, where the caller has one. */
    readonly key?: string;
    /** Of Microsoft Entra or of the workspace, where the caller has one. */
    readonly token?: string;
}

/** All keys in the outputs. No message may hold one of them. */
export function keysIn({ subscriptionKeys = {}, productKeys = {}, openaiKey, databricksKey }: StackOutputs): string[] {
    const ofProducts = Object.values(productKeys).flatMap((keys) => Object.values(keys));
    const all = [...Object.values(subscriptionKeys), ...ofProducts, openaiKey, databricksKey];
    return all.filter((key): key is string => typeof key === "string" && key !== "");
}

/**
 * The headers of a caller with these credentials.
 *
 * @returns or what is missing, with how to mend it
 */
export function headersFor(needs: CallersNeeds, { key, token }: Credentials): Record<string, string> | string {
    const { subscriptionKey, token: asked } = needs;
    if (asked && token === undefined) return missingToken(asked);
    if (subscriptionKey && key === undefined) return missingKey;
    return {
        ...versionIn(needs, "header"),
        ...(subscriptionKey && { [subscriptionKey.header]: key! }),
        ...(asked && { authorization: `Bearer ${token!}` }),
    };
}

/** The version of the API, where callers name it in a header or a query parameter. */
export function versionIn({ version }: CallersNeeds, place: "header" | "query"): Record<string, string> {
    return version?.in === place ? { [version.name]: version.value } : {};
}

const missingKey =
    "the stack's outputs have no key for it. Run `npx pulumi refresh`, then `npx pulumi up`, which reads or creates the key";

function missingToken(asked: NonNullable<CallersNeeds["token"]>): string {
    const [resource, what] =
        asked.issuer === "entra"
            ? [asked.audiences[0]!, `a Microsoft Entra token of tenant ${asked.tenantId} for ${asked.audiences[0]!}`]
            : ["2ff814a6-3304-4ab8-85cb-cd0e6f879c1d", "a token of the workspace"];
    return (
        `callers need ${what}. Put one into a variable, e.g. TOKEN=$(az account get-access-token --resource ${resource} ` +
        "--query accessToken -o tsv), export it, and add --token-env TOKEN"
    );
}
