import * as pulumi from "@pulumi/pulumi";
import { setImmediate } from "node:timers/promises";

/**
 * A resource whose provider is code of this program, loaded from the program's directory when the engine needs it.
 *
 * `pulumi.dynamic.Resource` would store the provider's text, with all that it captures, in the state of each resource,
 * twice. Stored here is only the lines that load it: an edit of the provider changes no resource, a hundred endpoints have
 * a small state, and nothing has to be serialized. The engine's dynamic provider runs them and calls the `handler`
 * that it exports (@pulumi/pulumi, cmd/dynamic-provider, `getProvider`).
 */
export abstract class DynamicResource extends pulumi.CustomResource {
    /**
     * @param provider file in `components/`, without its ending; it exports a `pulumi.dynamic.ResourceProvider` of the
     * same name
     * @param outputs names of what the provider adds to `args`
     */
    protected constructor(
        type: string,
        provider: string,
        name: string,
        args: object,
        outputs: readonly string[],
        opts?: pulumi.CustomResourceOptions,
    ) {
        const unknown = Object.fromEntries(outputs.map((output) => [output, undefined]));
        const props = { ...unknown, ...args, __provider: loading(provider) };
        super(`pulumi-nodejs:dynamic/serving-gateway:${type}`, name, props, opts);
    }
}

/**
 * In a preview, has the engine start the process that runs the providers of these resources, which takes it the better
 * part of a second, while the program still declares what needs them. There is no call for that; one to a function that is
 * not there does it, and its answer says so.
 *
 * Not in an update: one that is killed before the first resource is checked would leave the process behind, which ends
 * with the engine only when it has loaded code of this program.
 */
export async function startProviders(): Promise<void> {
    if (!pulumi.runtime.isDryRun()) return;
    pulumi.runtime.invoke("pulumi-nodejs:dynamic:start", {}).catch(() => undefined);
    // Nothing is sent while a hundred endpoints are being declared.
    await setImmediate();
}

/** It is run in the engine's dynamic provider, whose working directory is the program's. */
function loading(provider: string): string {
    return [
        'require("ts-node").register({ transpileOnly: true });',
        'require(process.cwd() + "/components/engineEnd").endWithEngine();',
        `exports.handler = () => require(process.cwd() + "/components/${provider}").${provider};`,
    ].join("\n");
}
