import * as databricks from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import { namedValuesOf } from "../../settings/credential";
import { type MintedPat, rotationsOf } from "../../settings/credentials/mintedPat";
import { tokenCredential } from "../policies/credentialPolicies";
import type { StackName } from "../wanted";
import type { CredentialMethod, CredentialResourcesArgs, NamedToken } from "./credential";
import { namedValue, wantedValue } from "./namedValue";
import { announceExpiry } from "./tokenExpiry";

/** A personal access token that the stack makes, and makes anew for each rotation. */
export const mintedPat: CredentialMethod<MintedPat> = (settings) => {
    const names = namedValuesOf(settings);
    return {
        calledAs: `a personal access token of the stack's own, rotation ${settings.rotation}`,
        policy: () => tokenCredential(names[0]!),
        declare: (owner, args) => mintedTokens(owner, settings, args),
        wanted: ({ parents }) => names.map((name) => wantedValue(name, parents, { secret: true })),
        wantedTokens: (owner, stack) => rotationsOf(settings).map((rotation) => namedToken(owner, rotation, stack)),
    };
};

/**
 * The token in use and the one before it, which calls under way and gateways that are not up to date yet may still
 * send. Raising the rotation makes the next one, and ends the one before the previous.
 */
function mintedTokens(owner: string, settings: MintedPat, args: CredentialResourcesArgs): pulumi.Resource[] {
    const { service, parent } = args;
    const stack = { project: pulumi.getProject(), stack: pulumi.getStack() };
    const names = namedValuesOf(settings);
    return rotationsOf(settings).map((rotation, index) => {
        const { name, comment } = namedToken(owner, rotation, stack);
        const token = new databricks.Token(
            name,
            { comment, lifetimeSeconds: settings.lifetimeDays * 24 * 60 * 60 },
            {
                ...args.inWorkspace(),
                // A token cannot be changed, and one that is replaced ends at once: another lifetime is for the next one.
                ignoreChanges: ["lifetimeSeconds", "comment"],
            },
        );
        if (rotation === settings.rotation) announceExpiry(token, settings);
        const value = pulumi.secret(token.tokenValue);
        return namedValue(names[index]!, { value, secret: true }, service, { parent });
    });
}

/** The comment says in the workspace whose a token is. */
function namedToken(owner: string, rotation: number, { project, stack }: StackName): NamedToken {
    return { name: `${owner}-token-${rotation}`, comment: `${project} ${stack}, rotation ${rotation}` };
}
