import * as pulumi from "@pulumi/pulumi";
import * as log from "@pulumi/pulumi/log";
import * as debuggable from "@pulumi/pulumi/runtime/debuggable";

/*
 * What registering a resource costs beside the call to the engine. For a hundred endpoints these are more than half of
 * what a preview computes, and a third of their state.
 */

/**
 * Leaves out the stack traces that nobody reads. @pulumi/pulumi takes one for every promise of every output, to tell where
 * a promise came from that never ends, and one for every resource, whose state then names the lines of the program that
 * declared it. ts-node maps each of their lines back to TypeScript. Errors keep their traces.
 */
export function withoutSilentTraces(): void {
    // Neither is among the types that @pulumi/pulumi publishes: a version without them goes without this.
    const { debuggablePromise, debugPromiseLeaks } = debuggable as unknown as Partial<PromiseWatch>;
    // Whoever looks for a promise that never ends needs the traces.
    if (debuggablePromise !== undefined && !debugPromiseLeaks) {
        replace(debuggable, "debuggablePromise", (...args: unknown[]) => {
            const limit = Error.stackTraceLimit;
            Error.stackTraceLimit = 0;
            try {
                return debuggablePromise(...args);
            } finally {
                Error.stackTraceLimit = limit;
            }
        });
    }
    if ("callsites" in pulumi.Resource) replace(pulumi.Resource, "callsites", () => []);
}

interface PromiseWatch {
    debuggablePromise(...args: unknown[]): unknown;
    /** Whether PULUMI_DEBUG_PROMISE_LEAKS is set. */
    readonly debugPromiseLeaks: boolean;
}

/**
 * Leaves out what @pulumi/pulumi writes to the engine's debug log for each registration: a call to the engine when it
 * begins, when it is prepared and when it ends, one after the other, with answers that may have secrets in them. The
 * engine logs the same from its own side.
 */
export function withoutRegistrationLog(): void {
    const ofRegistration =
        /^(Registering resource: |RegisterResource(Outputs)? RPC |Invoking function: |Invoke RPC |, obj=)/;
    const { debug } = log;
    replace(log, "debug", (...args: Parameters<typeof debug>) =>
        ofRegistration.test(args[0]) ? Promise.resolve() : debug(...args),
    );
}

/** The runtime calls its own functions as members of what their modules export. */
function replace(owner: object, name: string, by: (...args: never[]) => unknown): void {
    Object.defineProperty(owner, name, { configurable: true, value: by });
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
