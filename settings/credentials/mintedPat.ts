import { members, wholeNumber } from "../schema";
import type { MethodTraits } from "./method";

/** A personal access token that the stack makes, and makes anew for each rotation. */
export interface MintedPat {
    readonly method: "mintedPat";
    /** How long each token lives, in days. */
    readonly lifetimeDays: number;
    /** Which token is in use, counted from 1; the one before stays valid. */
    readonly rotation: number;
    /** Display names are this, a hyphen and the rotation. */
    readonly namedValue: string;
}

/** What the settings know of a token that the stack makes. */
export const mintedPat: MethodTraits<MintedPat> = { namedValues, oauthOnlyRefuses: "personal access tokens" };

/** Schema of `credential.pat.mint`. */
export const mintSchema = members({
    // Databricks makes no token that lives longer than 730 days.
    lifetimeDays: wholeNumber(1, 730, "a whole number of days from 1 to 730")
        .default(90)
        .describe("Lifetime of each token, in days."),
    rotation: wholeNumber(1, 1_000_000, "a whole number of at least 1, raised by one for each rotation")
        .default(1)
        .describe("Number of the token in use. Raise it by one for the next token; the one before stays valid."),
});

/** The rotations whose tokens are valid: the one in use, and the one before it for calls that are under way. */
export function rotationsOf({ rotation }: MintedPat): number[] {
    return rotation === 1 ? [1] : [rotation, rotation - 1];
}

function namedValues(settings: MintedPat): string[] {
    return rotationsOf(settings).map((rotation) => `${settings.namedValue}-${rotation}`);
}
