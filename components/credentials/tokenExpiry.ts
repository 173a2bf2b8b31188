import type { Token } from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import type { MintedPat } from "../../settings/credentials/mintedPat";

const day = 24 * 60 * 60 * 1000;
/** From when on the notice is a warning, in days before the end. */
const warningDays = 14;

/** A line about a token's end: a warning once the end is near. */
export interface ExpiryNotice {
    readonly severity: "info" | "warn";
    readonly text: string;
}

/** Says until when the rotation must be raised, in a preview too once the token was made. */
export function announceExpiry(token: Token, minted: MintedPat): void {
    token.expiryTime.apply(async (expiryTime) => {
        const { severity, text } = expiryNotice(minted, expiryTime, Date.now());
        await pulumi.log[severity](text, token);
    });
}

/** @param expiryTime end of the token, and @param now, in milliseconds since 1970 */
export function expiryNotice({ namedValue, rotation }: MintedPat, expiryTime: number, now: number): ExpiryNotice {
    const days = Math.floor((expiryTime - now) / day);
    const date = new Date(expiryTime).toISOString().slice(0, 10);
    const ends = days < 0 ? `expired on ${date}` : `expires on ${date}, in ${days} ${days === 1 ? "day" : "days"}`;
    return {
        severity: days < warningDays ? "warn" : "info",
        text:
            `the gateway's token in the named value ${namedValue}-${rotation} ${ends}. ` +
            `${days < 0 ? "Raise" : "Before that, raise"} pat.mint.rotation at its credential. For the stack's: ` +
            `pulumi config set --path serving-gateway:credential.pat.mint.rotation ${rotation + 1}`,
    };
}
