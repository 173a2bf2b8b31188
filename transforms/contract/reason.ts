/** `narrowed`: what the old document has and the new one no longer has. `widened`: what only the new one has. */
export type Direction = "narrowed" | "widened";

/** One value that one side has and the other has not. */
export interface Reason {
    readonly pointer: string;
    /** Where in the body, e.g. `messages[].role`; empty for the body itself. */
    readonly at: string;
    readonly what: string;
    /** True where it is not known whether the other side has it. */
    readonly undecided?: boolean;
    /** True where it is only worth a line: no value is lost. */
    readonly note?: boolean;
}
