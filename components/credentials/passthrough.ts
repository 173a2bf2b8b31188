import type { Passthrough } from "../../settings/credentials/passthrough";
import { callerCredential } from "../policies/credentialPolicies";
import type { CredentialMethod } from "./credential";

/** The caller's own token. */
export const passthrough: CredentialMethod<Passthrough> = () => ({
    calledAs: "the caller, with the caller's own token",
    policy: () => callerCredential,
});
