import * as pulumi from "@pulumi/pulumi";

/**
 * A resource whose provider is code of this package, loaded when the engine needs it.
 *
 * `pulumi.dynamic.Resource` would store the provider's text, with all that it captures, in the state of each resource,
 * twice. Stored here is only the lines that load it: an edit of the provider changes no resource, a hundred endpoints have
 * a small state, and nothing has to be serialized. The engine's dynamic provider runs them and calls the `handler`
 * that it exports (@pulumi/pulumi, cmd/dynamic-provider, `getProvider`).
 */
export abstract class DynamicResource extends pulumi.CustomResource {
    /**
     * @param provider name under which `provider/index.js` exports a `pulumi.dynamic.ResourceProvider`
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
 * Lines for the engine's dynamic provider, whose working directory is the program's. The package is found from there, be it
 * the program itself or a dependency of it. Lines that differ from those in a state are no change of a resource.
 */
function loading(provider: string): string {
    const load = 'require("node:module").createRequire(process.cwd() + "/")("databricks-serving-gateway/provider")';
    return `exports.handler = () => ${load}.${provider};`;
}

/**
 * Gives `value` once the engine has configured the provider of these resources. All that is declared in the service takes
 * it, so that nothing there is replaced before.
 *
 * Reason: the engine configures the provider with all settings of the stack. When one of them has changed, it starts a second
 * process and closes the first, even in the middle of a call (pulumi 3.250 to 3.276, `Registry.setProviderAndCloseOld`). Where a
 * service is replaced, the first process deletes what depends on it, and the update would end with `grpc: the client connection
 * is closing`.
 */
export function onceConfigured<Value>(value: pulumi.Input<Value>): pulumi.Output<pulumi.Unwrap<Value>> {
    // The provider has no functions. The engine asks it all the same, as soon as it is configured.
    const configured = pulumi.runtime.invoke("pulumi-nodejs:dynamic:configured", {}).catch(() => {});
    return pulumi.output(configured.then(() => value)) as pulumi.Output<pulumi.Unwrap<Value>>;
}
