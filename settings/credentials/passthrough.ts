import { z } from "zod";
import type { CredentialKey, MethodTraits } from "./method";

/** The caller's own token. */
export interface Passthrough {
    readonly method: "passthrough";
}

/** What the settings know of callers' own tokens. */
export const passthrough: MethodTraits<Passthrough> = { isCallers: true, isForEveryWorkspace: true };

/** Schema of `credential.passthrough`. */
export const passthroughSchema = z
    .literal(true, { error: "must be true, or be left out" })
    .optional()
    .describe("The gateway sends the caller's own token to the workspace.");

/** What `credential.passthrough` comes to. */
export const passthroughKey: CredentialKey<true, Passthrough> = { settingsOf: () => ({ method: "passthrough" }) };
