import { AzureNative } from "../../../local/plugins/azureNative";
import type { Plugin, PropertyMap, ResourceRequest } from "../../../local/plugins/plugin";
import { guardSecrets } from "../../../local/plugins/secrets";
import { startFakeArm, type FakeArm } from "./fakeArm";

export const SUBSCRIPTION = "/subscriptions/11111111-2222-3333-4444-555555555555";
export const GROUP = `${SUBSCRIPTION}/resourceGroups/rg`;
export const SERVICE = `${GROUP}/providers/Microsoft.ApiManagement/service/apim`;
/** Path parameters of everything below the service. */
export const AT_SERVICE = { resourceGroupName: "rg", serviceName: "apim" };

export interface Fixture {
    readonly arm: FakeArm;
    /** The plugin as it is served: with the secrets' wrapping around it. */
    readonly plugin: Plugin;
    /** Waits that the plugin asked for, in milliseconds; none takes time. */
    readonly waits: number[];
}

export async function startFixture(): Promise<Fixture> {
    const arm = await startFakeArm();
    const waits: number[] = [];
    const plugin = new AzureNative("3.28.0", {
        url: arm.url,
        token: "arm-token",
        ca: arm.ca,
        subscriptionId: SUBSCRIPTION.split("/").at(-1) ?? "",
        sleep: async (milliseconds) => void waits.push(milliseconds),
    });
    return { arm, plugin: guardSecrets(plugin), waits };
}

/** What the engine would ask about `new apimanagement.<type>("name", inputs)`. */
export function about(type: string, inputs: PropertyMap, rest: Partial<ResourceRequest> = {}): ResourceRequest {
    const token = type.includes(":") ? type : `azure-native:apimanagement:${type}`;
    const request = { type: token, name: "name", id: "", inputs, outputs: {}, preview: false, seed: new Uint8Array() };
    return { ...request, warn: () => undefined, ...rest };
}
