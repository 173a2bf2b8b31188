import type * as apim from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import type { SubscriptionKeyNames } from "../../settings/callers";
import { canonicalJson } from "../../transforms/canonical";
import { DynamicResource } from "../dynamicResource";
import { bearerKeysPreview } from "../../azure/armApiVersions";

interface BearerKeysInputs {
    /** Azure resource id of the API. Another one is another resource. */
    readonly apiId: pulumi.Input<string>;
    /** The names that keys have beside, because Azure takes all of them together. */
    readonly header: string;
    readonly query: string;
    /** Changes with the API: each write of it may undo this. */
    readonly appliedTo: pulumi.Input<string>;
}

/**
 * Has API Management take subscription keys from `Authorization: Bearer` too, where OpenAI's clients put them. Only a preview
 * version of Azure's API has that, and azure-native calls another one, whose writes of the API may take it away again: it is
 * applied after each of them. Deleted before the API, it turns itself off.
 */
export class BearerKeys extends DynamicResource {
    constructor(name: string, args: BearerKeysInputs, opts?: pulumi.CustomResourceOptions) {
        super("BearerKeys", "bearerKeysProvider", name, args, ["isShown"], opts);
    }
}

/**
 * @param name of the API's component
 * @param api once it takes writes, and how it is declared
 * @param last what is written last of the API: its writes follow one another
 * @returns undefined where callers send their keys otherwise
 */
export function bearerKeys(
    name: string,
    names: SubscriptionKeyNames | undefined,
    api: { readonly id: pulumi.Output<string>; readonly declaredAs: apim.ApiArgs },
    last: pulumi.Resource,
    parent: pulumi.Resource,
): BearerKeys | undefined {
    if (!names?.bearer) return undefined;
    const { header, query } = names;
    const appliedTo = pulumi.output(api.declaredAs).apply(fingerprint);
    return new BearerKeys(
        `${name}-bearer-keys`,
        { apiId: api.id, header, query, appliedTo },
        { parent, dependsOn: last },
    );
}

/** Of all that is declared of the API: the document is too large to be in the state once more. */
function fingerprint(declared: object): string {
    return createHash("sha256").update(canonicalJson(declared)).digest("hex").slice(0, 16);
}

/** Says once what the stack depends on. */
export function announceBearerKeys(names: SubscriptionKeyNames | undefined, owner: pulumi.Resource): void {
    if (!names?.bearer) return;
    const line =
        `serving-gateway:callers.subscriptionKey.bearer uses a preview version of API Management (${bearerKeysPreview}), ` +
        "which Microsoft may change. While an API is updated, keys in the Authorization header may get 401 for some seconds.";
    void pulumi.log.warn(line, owner);
}
