import * as pulumi from "@pulumi/pulumi";
import { inspect } from "node:util";

/**
 * Lets Pulumi report an error that is meant for the user at once. It also has Node inspect the error, in colours, for a
 * trace that nobody reads; on Node 20 that takes most of a minute where the stack has asynchronous calls in packages.
 */
export function quickErrors(): void {
    Object.defineProperty(pulumi.RunError.prototype, inspect.custom, {
        configurable: true,
        value(this: Error) {
            return this.message;
        },
    });
}
