import * as log from "@pulumi/pulumi/log";
import { replaceMember } from "./replaceMember";

/**
 * Leaves out what @pulumi/pulumi writes to the engine's debug log for each registration.
 *
 * Reason: it is a call to the engine when a registration begins, when it is prepared and when it ends, one after the
 * other, with answers that may have secrets in them. The engine logs the same from its own side.
 *
 * Measured: 2415 calls fewer for the 603 resources of a hundred endpoints (`tests/startup/measure.ts`). What they take of
 * the time of a deployment is not measured apart.
 */
export function withoutRegistrationLog(): void {
    const ofRegistration =
        /^(Registering resource: |RegisterResource(Outputs)? RPC |Invoking function: |Invoke RPC |, obj=)/;
    const { debug } = log;
    replaceMember(log, "debug", (...args: Parameters<typeof debug>) =>
        ofRegistration.test(args[0]) ? Promise.resolve() : debug(...args),
    );
}
