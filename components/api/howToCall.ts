import type { CallersSettings, CredentialSettings } from "../../settings/settings";
import type { CallersNeeds } from "../../transforms/publication/callers/callersFacts";
import { type ApiVersion, versionInWords } from "./apiVersions";
import { callersNeeds } from "./callersNeeds";
import { callersInWords, credentialInWords } from "./inWords";

/** What stack outputs say of an API beside its URL. */
export interface HowToCall {
    /** What a caller needs, in words. */
    readonly neededToCall: string;
    /** The same for programs, without who may call: names of headers, the token's issuer, the version. */
    readonly needs: CallersNeeds;
    /** As whom the gateway calls the endpoint, in words. */
    readonly calledAs: string;
}

/** How an API is called that has these settings. */
export function howToCall(
    callers: CallersSettings,
    credential: CredentialSettings | undefined,
    version?: ApiVersion,
): HowToCall {
    return {
        neededToCall: [callersInWords(callers), versionInWords(version)].filter(Boolean).join("; and "),
        needs: callersNeeds(callers, credential, version),
        calledAs: credentialInWords(credential),
    };
}
