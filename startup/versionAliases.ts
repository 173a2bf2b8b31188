import type * as pulumi from "@pulumi/pulumi";
import { isPlain } from "./plainStartup";

/**
 * Leaves out the aliases under which azure-native knows a type in other API versions. It is a transformation of the
 * gateway's component, which reaches everything below it.
 *
 * Reason: they are twenty and more a resource, and go to the engine and into the state with each; no state of this program
 * has ever named one.
 *
 * Measured: a hundred endpoints (603 resources) take 15.3 s of processor time to declare instead of 22.0 s, and with
 * `withoutSilentTraces` too 3.0 s (`tests/startup/measure.ts`, Node 20, a busy machine: read the ratios).
 */
export const withoutVersionAliases: pulumi.ResourceTransformation = ({ props, opts }) => {
    if (isPlain(process.env)) return undefined;
    const aliases = (opts as pulumi.CustomResourceOptions).aliases?.filter((alias) => !isOfOtherVersion(alias));
    return { props, opts: { ...opts, ...(aliases && { aliases }) } };
};

function isOfOtherVersion(alias: unknown): boolean {
    const type = (alias as { type?: unknown }).type;
    return typeof type === "string" && /^azure-native:[^:]+\/v\d{8}(preview)?:/.test(type);
}
