import { text, thisKey } from "../schema";

/** What the settings know of a way for the gateway to call the workspace. Each is a file, and listed in `../credential.ts`. */
export interface MethodTraits<Settings> {
    /** Display names of the named values that it needs. @default none */
    readonly namedValues?: (settings: Settings) => string[];
    /** What route-optimized endpoints and apps refuse of it, in words: they take OAuth tokens of Databricks only. @default nothing */
    readonly oauthOnlyRefuses?: string;
    /** Whether callers bring a token of the workspace, which is passed on. @default false */
    readonly isCallers?: true;
    /** Whether a workspace other than the endpoint's accepts it too. @default false */
    readonly isForEveryWorkspace?: true;
    /** Whether it is a token of one workspace, which no other one accepts. @default false */
    readonly isOfOneWorkspace?: true;
    /** Application id of the service principal that calls the workspace, where the settings say it. @default they do not */
    readonly principal?: (settings: Settings) => string | undefined;
    /** What is wrong with it where the stack creates the service, with the fix. @default nothing */
    readonly newServiceProblem?: (settings: Settings) => string | undefined;
}

/** A key of the setting `credential`: what its value comes to. */
export interface CredentialKey<Value, Settings> {
    /** Default of `namedValue`, before what keeps it apart from others. Absent where no named value is needed. */
    readonly namedValue?: string;
    /** @param namedValue the one that is set, or the default */
    readonly settingsOf: (value: Value, namedValue: string) => Settings;
}

/** How a secret is set that is missing, wherever its credential stands. */
export const secretCommand = `pulumi config set --secret --path ${thisKey}`;

/** A text that becomes a named value. @param what to set it to, in words */
export const namedText = (what: string) =>
    text(what).min(1, "must not be empty").max(4096, "must not be longer than 4096 characters, a named value's limit");
