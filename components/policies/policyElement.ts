import type { PolicyText } from "./policyText";

export type { Tier } from "../gateway/tiers";

/** A section of a policy document. */
export type Section = "inbound" | "backend" | "outbound" | "on-error";

/** An element of a policy document: a policy, or a part of one. */
export interface PolicyElement {
    readonly name: string;
    /** In the order in which they are printed; those that are undefined are left out. */
    readonly attributes?: Readonly<Record<string, PolicyText | undefined>>;
    readonly children?: readonly PolicyElement[];
    /** Instead of children. */
    readonly text?: PolicyText;
    /** In place of `text` where the API has paths of OpenAI's clients. */
    readonly forOpenAi?: {
        /** Where all of its paths are. */
        readonly only: PolicyText;
        /** Where some are. */
        readonly some: PolicyText;
    };
    /** Sections in which the policy may stand. Absent: wherever what is around it may stand. */
    readonly sections?: readonly Section[];
    /** It may stand once in a section, or once in each branch of a `choose` there. */
    readonly once?: boolean;
    /** Names of policies that may stand once and are in the fragment that it includes. */
    readonly included?: readonly string[];
    /** Bytes that the fragment which it includes may add to the document, where they are known. @default 0 */
    readonly includedSize?: number;
}

/** The attributes that are texts, numbers and flags in a policy's documentation. */
export function attribute(value: number | boolean | undefined): string | undefined {
    return value === undefined ? undefined : String(value);
}
