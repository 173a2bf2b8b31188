/**
 * What a change does to the contract: `rewritten` says the same in other words, `loosened` accepts more than before,
 * `narrowed` refuses what the endpoint refuses anyway, `removed` leaves out what validates nothing or what the importer
 * ignores, `added` is what the importer demands.
 */
export type Effect = "rewritten" | "loosened" | "narrowed" | "removed" | "added";

/** One line of the report. */
export interface Change {
    /** JSON pointer into the document as it was read, as the importer writes them, e.g. `#/paths/~1x/post`. */
    pointer: string;
    /** The keyword or object that changed, e.g. `prefixItems`. */
    construct: string;
    effect: Effect;
    /** One sentence for a reader. */
    detail: string;
}
