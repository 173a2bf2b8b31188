import * as apim from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import type { GatewayService } from "../gateway/gatewayService";
import { type Registered, want, type Wanted } from "../wanted";

/** What a named value holds: a text, a secret one, or a secret that the service reads from Key Vault. */
export type NamedValueContent =
    | { readonly value: pulumi.Input<string>; readonly secret?: true }
    | { readonly keyVault: apim.NamedValueArgs["keyVault"]; readonly secret: true };

/** Declares a named value. @param displayName also its identifier in the service */
export function namedValue(
    displayName: string,
    content: NamedValueContent,
    { resourceGroupName, serviceName }: GatewayService,
    options: pulumi.CustomResourceOptions,
): apim.NamedValue {
    const named = { resourceGroupName, serviceName, namedValueId: displayName, ...shownValue(displayName) };
    return new apim.NamedValue(valueName(displayName), { ...named, ...content }, options);
}

/** Logical name. Another display name is another resource: the old value stays until no policy names it any more. */
export function valueName(displayName: string): string {
    return `named-value-${displayName}`;
}

/** The tag tells people whose a value is: Azure does not show what is in it. */
export function shownValue(displayName: string) {
    return { displayName, tags: [`${pulumi.getProject()}/${pulumi.getStack()}`] };
}

/** What `namedValue` declares. */
export function wantedValue(
    displayName: string,
    parents: readonly Registered[],
    content: { readonly secret: boolean; readonly keyVault?: object },
): Wanted {
    const shown = { ...shownValue(displayName), ...content };
    return want("apimanagement:NamedValue", valueName(displayName), parents, { namedValueId: displayName }, shown);
}
