import type * as pulumi from "@pulumi/pulumi";

/*
 * What registering a resource costs beside the call to the engine. For a hundred endpoints these two are more than half
 * of what a preview computes, and a third of their state.
 */

/**
 * Leaves out the stack traces that nobody reads. @pulumi/pulumi makes an error without a message for every promise of
 * every output, to tell where a promise came from that never ends, and for every resource, whose state then names the
 * lines of the program that declared it. ts-node maps each of their lines back to TypeScript. Errors that say something
 * keep their traces.
 */
export function withoutSilentTraces(): void {
    const trace = Error.prepareStackTrace;
    Error.prepareStackTrace = (error, frames) => {
        if (error.message === "" && error.constructor === Error) return "Error";
        return trace ? trace(error, frames) : [String(error), ...frames.map((frame) => `    at ${frame}`)].join("\n");
    };
}

/**
 * Leaves out the aliases under which azure-native knows a type in other API versions, twenty and more a resource: no
 * state of this program has ever named one.
 */
export const withoutVersionAliases: pulumi.ResourceTransformation = ({ props, opts }) => {
    const aliases = (opts as pulumi.CustomResourceOptions).aliases?.filter((alias) => !isOfOtherVersion(alias));
    return { props, opts: { ...opts, ...(aliases && { aliases }) } };
};

function isOfOtherVersion(alias: unknown): boolean {
    const type = (alias as { type?: unknown }).type;
    return typeof type === "string" && /^azure-native:[^:]+\/v\d{8}(preview)?:/.test(type);
}
