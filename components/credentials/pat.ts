import type { GivenPat } from "../../settings/credentials/pat";
import { tokenCredential } from "../policies/credentialPolicies";
import type { CredentialMethod } from "./credential";
import { namedValue, wantedValue } from "./namedValue";

/** A personal access token from the stack's configuration. */
export const pat: CredentialMethod<GivenPat> = ({ token: value, namedValue: name }) => ({
    calledAs: "a personal access token",
    policy: () => tokenCredential(name),
    declare: (_owner, { service, parent }) => [namedValue(name, { value, secret: true }, service, { parent })],
    wanted: ({ parents }) => [wantedValue(name, parents, { secret: true })],
});
