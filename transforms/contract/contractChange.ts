/** One difference between two contracts. */
export interface ContractChange {
    /** True where a caller of the old contract may be refused, or get what the old contract does not have. */
    readonly breaking: boolean;
    /** JSON pointer into the new document, or into the old one for what is no longer there. */
    readonly pointer: string;
    /** One line for a reader, e.g. `POST /invocations, request messages[].role: no longer has the value "system"`. */
    readonly detail: string;
}
