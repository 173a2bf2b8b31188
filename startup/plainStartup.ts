/**
 * Whether Node and @pulumi/pulumi are to stay as they are: `SERVING_GATEWAY_PLAIN_STARTUP` is set, and to neither `0` nor
 * `false`. For whoever wants to know whether a fault, or a new version of either, has to do with what this folder does.
 */
export function isPlain(environment: NodeJS.ProcessEnv): boolean {
    return !["", "0", "false"].includes(environment.SERVING_GATEWAY_PLAIN_STARTUP ?? "");
}
